package io.otter.integration;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.constructors;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Enforces module and package boundaries. The text after "because" in a failure says where the code belongs. */
class ArchitectureTest {
    private static final JavaClasses OTTER = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.otter");

    private static final int MAX_PARAMETERS = 7;

    /** Every package for itself, a module's root and nested ones too. */
    private static final SliceAssignment BY_PACKAGE = new SliceAssignment() {
        @Override
        public SliceIdentifier getIdentifierOf(JavaClass javaClass) {
            return SliceIdentifier.of(javaClass.getPackageName());
        }

        @Override
        public String getDescription() {
            return "packages";
        }
    };

    @Test
    void managerAndNodeNeverImportEachOther() {
        noClasses()
                .that()
                .resideInAPackage("io.otter.manager..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.otter.node..")
                .because("they run on different hosts: what both need is a message or a record in a shared module")
                .check(OTTER);
        noClasses()
                .that()
                .resideInAPackage("io.otter.node..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.otter.manager..")
                .because("a node starts and runs while every manager is down")
                .check(OTTER);
    }

    @Test
    void onlyTheManagerUsesSpring() {
        noClasses()
                .that(resideInAPackage("io.otter..")
                        .and(DescribedPredicate.not(resideInAPackage("io.otter.manager.."))))
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.springframework..")
                .because("the worker is a plain JVM process that starts in a second")
                .check(OTTER);
    }

    @Test
    void sharedModulesKnowNothingAboveThem() {
        DescribedPredicate<JavaClass> shared = resideInAnyPackage(
                "io.otter.common..", "io.otter.database..", "io.otter.communication..", "io.otter.arbitrate..");
        noClasses()
                .that(shared)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.otter.manager..", "io.otter.node..", "io.otter.testsupport..")
                .because("arrows point one way: pass what is needed in as an interface or a record")
                .check(OTTER);
        noClasses()
                .that()
                .resideInAPackage("io.otter.communication..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.otter.arbitrate..", "io.otter.database..")
                .because("the RPC moves bytes and knows nothing of what they mean")
                .check(OTTER);
    }

    @Test
    void nothingDeserializesJavaObjects() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.io.ObjectInputStream")
                .because("Java serialization lets a peer choose what code runs: give the message an explicit codec")
                .check(OTTER);
    }

    @Test
    void packagesFormNoCircles() {
        slices().assignedFrom(BY_PACKAGE)
                .should()
                .beFreeOfCycles()
                .because("a reader begins with what needs nothing else: move the type that closes the circle to the"
                        + " package whose word it is")
                .check(OTTER);
    }

    @Test
    void constructorsTakeAtMostSevenParameters() {
        constructors()
                .that()
                .areDeclaredInClassesThat(DescribedPredicate.describe("are not records", type -> !type.isRecord()))
                .should()
                .haveRawParameterTypes(DescribedPredicate.<List<JavaClass>>describe(
                        "of which there are at most " + MAX_PARAMETERS, types -> types.size() <= MAX_PARAMETERS))
                .because("a class that needs more has several jobs, or takes parts of something that has a name")
                .check(OTTER);
    }

    @Test
    void nothingSleeps() {
        noClasses()
                .that(DescribedPredicate.not(resideInAnyPackage("io.otter.testsupport..", "io.otter.quickstart..")))
                .should()
                .callMethod(Thread.class, "sleep", long.class)
                .because("latency is a matter of waking up: wait for a condition with a limit")
                .check(OTTER);
    }

    @Test
    void packagesAreNamedAfterFeatures() {
        noClasses()
                .should()
                .resideInAnyPackage("..impl..", "..util..", "..utils..", "..helper..", "..base..")
                .because("a reader finds a feature by its package name")
                .check(OTTER);
        noClasses()
                .that()
                .resideInAPackage("io.otter..")
                .should()
                .haveSimpleNameEndingWith("Impl")
                .orShould()
                .haveSimpleNameEndingWith("Util")
                .orShould()
                .haveSimpleNameEndingWith("Utils")
                .orShould()
                .haveSimpleNameEndingWith("Helper")
                .because("such a name says where a class stands, not what it does")
                .check(OTTER);
    }

    /** Else the first row, or the first fault, would end a reader of the log with a NoClassDefFoundError. */
    @Test
    void whatCanalCallsOfAnOldLibraryIsThere() {
        assertThat(ArchitectureTest.class.getResource("/org/apache/commons/lang/ClassUtils.class"))
                .as("commons-lang itself")
                .isNull();
        String library = "org.apache.commons.lang.";
        JavaClasses canal = new ClassFileImporter()
                .importPackages("com.alibaba.otter.canal.parse", "com.taobao.tddl", "com.alibaba.otter.canal.common");
        List<JavaAccess<?>> calls = canal.stream()
                // Netty 3, ZooKeeper, addresses: for canal's server, and nothing here touches them.
                .filter(type -> !type.getSimpleName().startsWith("Netty")
                        && !type.getPackageName().startsWith("com.alibaba.otter.canal.common.zookeeper")
                        && !List.of("AddressUtils", "PropertiesUtils", "UriUtils")
                                .contains(type.getSimpleName()))
                .flatMap(type -> type.getAccessesFromSelf().stream())
                .filter(access -> access.getTargetOwner().getAllRawSuperclasses().stream()
                                .anyMatch(above -> above.getName().startsWith(library))
                        || access.getTargetOwner().getName().startsWith(library))
                .collect(Collectors.toList());
        assertThat(calls)
                .hasSizeGreaterThan(20)
                .allSatisfy(call -> assertThat(call.getTarget().resolveMember())
                        .as(call.getDescription())
                        .isPresent());
    }
}
