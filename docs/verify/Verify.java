import static java.nio.charset.StandardCharsets.*;
import java.security.*;
import java.util.*;
import java.util.regex.Pattern;

class Verify {
    static final Map<String, Integer> KIB = Map.of("decision", 64, "proposal", 640, "roster", 640, "contract", 640, "policy", 640);
    static final Pattern HEADER = Pattern.compile("\\{\"alg\":\"EdDSA\",\"kid\":\"([\\w-]{42}[AEIMQUYcgkosw048])\",\"typ\":\"([^\"\\\\]*)\"\\}");

    record Key(String x, String notBefore, String notAfter, boolean revoked, Map<String, Set<String>> signs) {}

    static void must(boolean holds, String code) { if (!holds) throw new IllegalStateException(code); }

    static byte[] decoded(String part) {
        byte[] raw = Base64.getUrlDecoder().decode(part.matches("[\\w-]+") && part.length() % 4 != 1 ? part : "");
        must(Base64.getUrlEncoder().withoutPadding().encodeToString(raw).equals(part), "bad_encoding");
        return raw;
    }

    static boolean signed(byte[] message, byte[] signature, byte[] key) throws GeneralSecurityException {
        var der = new java.security.spec.X509EncodedKeySpec(HexFormat.of().parseHex("302a300506032b6570032100" + HexFormat.of().formatHex(key)));
        var ed25519 = Signature.getInstance("Ed25519");
        ed25519.initVerify(KeyFactory.getInstance("Ed25519").generatePublic(der));
        ed25519.update(message);
        try { return signature.length == 64 && ed25519.verify(signature); } catch (SignatureException bad) { return false; }
    }

    static byte[] verify(String compact, String typ, String now, Map<String, Key> keys) throws GeneralSecurityException {
        must(compact.getBytes(UTF_8).length <= 1024 * KIB.getOrDefault(typ.substring(8, typ.length() - 4), 32), "too_large");
        var parts = compact.split("\\.", -1);
        must(parts.length == 3 && !List.of(parts).contains(""), "malformed");
        byte[] header = decoded(parts[0]), payload = decoded(parts[1]), signature = decoded(parts[2]);
        var form = HEADER.matcher(new String(header, ISO_8859_1));
        must(form.matches(), "header_not_allowed");
        must(form.group(2).equals(typ), "wrong_typ");
        var key = keys.get(form.group(1));
        must(key != null, "unknown_key");
        must(key.signs.containsKey(typ) || key.revoked && key.signs.isEmpty(), "wrong_role");
        must(!key.revoked, "key_revoked");
        must(key.notBefore.compareTo(now) <= 0, "key_not_yet_valid");
        must(now.compareTo(key.notAfter) < 0, "key_expired");
        must(signed((parts[0] + "." + parts[1]).getBytes(UTF_8), signature, decoded(key.x)), "bad_signature");
        must(key.signs.get(typ).stream().anyMatch(iss -> new String(payload, ISO_8859_1).matches("(?s)\\{\"jti\":\"[0-9a-f-]{36}\",\"iss\":\"\\Q" + iss + "\\E\",.*")), "wrong_role");
        return payload;
    }
}
