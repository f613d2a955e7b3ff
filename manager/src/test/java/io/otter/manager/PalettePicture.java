package io.otter.manager;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;

/**
 * A picture in 256 colors, a third of the size of one in true color. A page has few colors, plus mixtures at the edges
 * of letters, so the most frequent distinct ones are kept and all others are mapped to the nearest. Stateless.
 */
final class PalettePicture {
    private static final int COLOURS = 256;

    /** Squared distance in RGB below which two colors look the same. */
    private static final int ALIKE = 3 * 4 * 4;

    private PalettePicture() {}

    static void write(byte[] png, Path file) throws IOException {
        BufferedImage picture = ImageIO.read(new ByteArrayInputStream(png));
        int[] pixels = picture.getRGB(0, 0, picture.getWidth(), picture.getHeight(), null, 0, picture.getWidth());
        Map<Integer, Integer> counts = new HashMap<>();
        int start = 0;
        for (int i = 1; i <= pixels.length; i++) {
            if (i == pixels.length || pixels[i] != pixels[start]) { // most of a page are long runs
                counts.merge(pixels[start] & 0xffffff, i - start, Integer::sum);
                start = i;
            }
        }
        int[] palette = palette(counts);
        BufferedImage indexed = new BufferedImage(
                picture.getWidth(),
                picture.getHeight(),
                BufferedImage.TYPE_BYTE_INDEXED,
                new IndexColorModel(8, palette.length, palette, 0, false, -1, 0));
        Map<Integer, Integer> nearest = new HashMap<>();
        int[] indexes = new int[pixels.length];
        for (int i = 0; i < pixels.length; i++) {
            indexes[i] = i > 0 && pixels[i] == pixels[i - 1]
                    ? indexes[i - 1]
                    : nearest.computeIfAbsent(pixels[i] & 0xffffff, colour -> nearest(palette, palette.length, colour));
        }
        indexed.getRaster().setPixels(0, 0, picture.getWidth(), picture.getHeight(), indexes);
        Files.createDirectories(file.getParent());
        ImageIO.write(indexed, "png", file.toFile());
    }

    private static int[] palette(Map<Integer, Integer> counts) {
        List<Integer> frequent = new ArrayList<>(counts.keySet());
        frequent.sort(Comparator.comparing((Integer colour) -> -counts.getOrDefault(colour, 0))
                .thenComparing(Comparator.naturalOrder()));
        int[] palette = new int[COLOURS];
        int size = 0;
        for (int colour : frequent) {
            if (size < COLOURS && (size == 0 || distance(palette[nearest(palette, size, colour)], colour) > ALIKE)) {
                palette[size++] = colour;
            }
        }
        return Arrays.copyOf(palette, Math.max(1, size));
    }

    private static int nearest(int[] palette, int size, int colour) {
        int best = 0;
        for (int i = 1; i < size; i++) {
            if (distance(palette[i], colour) < distance(palette[best], colour)) {
                best = i;
            }
        }
        return best;
    }

    private static int distance(int one, int other) {
        int red = (one >> 16 & 255) - (other >> 16 & 255);
        int green = (one >> 8 & 255) - (other >> 8 & 255);
        int blue = (one & 255) - (other & 255);
        return red * red + green * green + blue * blue;
    }
}
