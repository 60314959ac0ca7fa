import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;

/** `java Run [KEYS] < RECORDS`: see README.md. */
class Run {
    public static void main(String[] words) throws Exception {
        var keys = new HashMap<String, Verify.Key>();
        for (String line : words.length == 0 ? List.<String>of() : Files.readAllLines(Path.of(words[0]))) {
            String[] f = line.split("\t", -1);
            var key = keys.computeIfAbsent(f[0], kid -> new Verify.Key(f[1], f[2], f[3], f[4].equals("yes"), new HashMap<>()));
            if (!f[5].isEmpty()) key.signs().computeIfAbsent(f[5], typ -> new HashSet<>()).add(f[6]);
        }
        for (String record : new String(System.in.readAllBytes(), UTF_8).split("\0")) {
            String[] parts = record.split("\t", -1);
            if (words.length == 0) {
                var hex = HexFormat.of();
                boolean valid = Verify.signed(hex.parseHex(parts[1]), hex.parseHex(parts[2]), hex.parseHex(parts[0]));
                System.out.println(valid ? "valid" : "invalid");
                continue;
            }
            try {
                byte[] digest = MessageDigest.getInstance("SHA-256").digest(Verify.verify(parts[2], parts[0], parts[1], keys));
                System.out.println(Base64.getUrlEncoder().withoutPadding().encodeToString(digest));
            } catch (IllegalStateException refused) {
                System.out.println(refused.getMessage());
            }
        }
    }
}
