package io.otter.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.otter.common.json.Json;
import io.otter.quickstart.Installation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Each tarball says what is in it. */
class BillOfMaterialsIT {
    @ParameterizedTest
    @ValueSource(strings = {"node", "manager"})
    void everyLibraryIsListedWithItsVersion(String module, @TempDir Path directory) throws Exception {
        Path home = Installation.unpack(Line.ROOT, module, directory, Map.of()).home();
        assumeThat(home.resolve("sbom.json"))
                .as("a build without a network makes none")
                .exists();
        JsonNode bill = Json.MAPPER.readTree(Files.readAllBytes(home.resolve("sbom.json")));
        List<String> listed = new ArrayList<>(List.of(jar(bill.get("metadata").get("component"))));
        bill.get("components").forEach(component -> listed.add(jar(component)));
        try (Stream<Path> jars = Files.list(home.resolve("lib"))) {
            assertThat(jars.map(jar -> jar.getFileName().toString()))
                    .isNotEmpty()
                    .allSatisfy(jar -> assertThat(listed).contains(jar));
        }
    }

    /** Else the same sources would make another tarball elsewhere, or tomorrow. */
    @ParameterizedTest
    @ValueSource(strings = {"node", "manager"})
    void nothingInATarballTellsWhoBuiltItAndWhen(String module) throws Exception {
        Path target = Line.ROOT.resolve(module).resolve("target");
        Path tarball;
        try (Stream<Path> files = Files.list(target)) {
            tarball = files.filter(file -> file.getFileName().toString().endsWith(".tar.gz"))
                    .findFirst()
                    .orElseThrow();
        }
        String time = Files.readString(Line.ROOT.resolve("pom.xml"))
                .replaceFirst("(?s).*<project.build.outputTimestamp>(.*?)T(.*?)Z</.*", "$1 $2");
        Process tar = new ProcessBuilder("tar", "--numeric-owner", "--full-time", "--utc", "-tvzf", tarball.toString())
                .redirectErrorStream(true)
                .start();
        List<String> entries = tar.inputReader().lines().toList();
        assertThat(tar.waitFor()).isZero();
        assertThat(entries).isNotEmpty().allSatisfy(entry -> assertThat(entry).contains(" 0/0 ", time));
    }

    private static String jar(JsonNode component) {
        return component.get("name").asString() + "-" + component.get("version").asString() + ".jar";
    }
}
