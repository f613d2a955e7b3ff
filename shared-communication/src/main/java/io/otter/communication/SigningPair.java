package io.otter.communication;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.spec.EdECPrivateKeySpec;
import java.security.spec.NamedParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;

/** An Ed25519 pair that is made of 32 bytes, so that all who know them have the same. Thread-safe. */
final class SigningPair {
    static final int SEED = 32;
    static final int PUBLIC_KEY = 44;
    static final int SIGNATURE = 64;
    private static final String ALGORITHM = "Ed25519";

    private final byte[] seed;
    private final PrivateKey privateKey;
    private final byte[] publicKey;

    private SigningPair(byte[] seed, PrivateKey privateKey, byte[] publicKey) {
        this.seed = seed;
        this.privateKey = privateKey;
        this.publicKey = publicKey;
    }

    static SigningPair of(byte[] seed) {
        byte[] own = Arrays.copyOf(seed, SEED);
        try {
            // Java computes a public key only for a private one that it makes, out of as many bytes as this source has.
            KeyPairGenerator generator = KeyPairGenerator.getInstance(ALGORITHM);
            generator.initialize(NamedParameterSpec.ED25519, new Given(own));
            KeyPair made = generator.generateKeyPair();
            PrivateKey privateKey = KeyFactory.getInstance(ALGORITHM)
                    .generatePrivate(new EdECPrivateKeySpec(NamedParameterSpec.ED25519, own));
            SigningPair pair = new SigningPair(own, privateKey, made.getPublic().getEncoded());
            if (!verifies(pair.publicKey, pair.sign(own), own)) {
                throw new IllegalStateException("this Java makes other pairs of " + ALGORITHM);
            }
            return pair;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has " + ALGORITHM, e);
        }
    }

    byte[] seed() {
        return seed.clone();
    }

    /** As in an X.509 certificate. */
    byte[] publicKey() {
        return publicKey.clone();
    }

    byte[] sign(byte[] message) {
        try {
            Signature signature = Signature.getInstance(ALGORITHM);
            signature.initSign(privateKey);
            signature.update(message);
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("cannot sign", e);
        }
    }

    /** Whether who has the private key has signed this; false, too, if the key is none. */
    static boolean verifies(byte[] publicKey, byte[] signed, byte[] message) {
        try {
            Signature signature = Signature.getInstance(ALGORITHM);
            signature.initVerify(KeyFactory.getInstance(ALGORITHM).generatePublic(new X509EncodedKeySpec(publicKey)));
            signature.update(message);
            return signature.verify(signed);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    /** Gives the bytes that it was given. */
    private static final class Given extends SecureRandom {
        private static final long serialVersionUID = 1;

        private final byte[] given;

        Given(byte[] given) {
            this.given = given;
        }

        @Override
        public void nextBytes(byte[] bytes) {
            System.arraycopy(given, 0, bytes, 0, bytes.length);
        }
    }
}
