package auth

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
)

// sealedPrefix begins the secret of an authenticator app as it is stored. A plain one, as they were stored before,
// has only letters and digits.
const sealedPrefix = "v1:"

// sealPurpose keeps the key of the secrets apart from whatever else comes from the session key.
const sealPurpose = "snapdeck totp secrets v1"

// The reasons why the secret of an authenticator app can be neither stored nor read.
var (
	errNoSealKey = errors.New("there is no key for the secrets of authenticator apps")
	errSealed    = errors.New("the secret of the authenticator app cannot be decrypted: the session key is not the one with which it was set up")
)

// factorSeal encrypts the secrets of authenticator apps where they are stored. The zero factorSeal has no key.
type factorSeal struct{ aead cipher.AEAD }

// newFactorSeal derives the key from the session key.
func newFactorSeal(sessionKey []byte) (factorSeal, error) {
	key, err := hkdf.Key(sha256.New, sessionKey, nil, sealPurpose, 32)
	if err != nil {
		return factorSeal{}, fmt.Errorf("derive the key of the authenticator apps: %w", err)
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return factorSeal{}, fmt.Errorf("use the key of the authenticator apps: %w", err)
	}
	aead, err := cipher.NewGCMWithRandomNonce(block)
	if err != nil {
		return factorSeal{}, fmt.Errorf("use the key of the authenticator apps: %w", err)
	}
	return factorSeal{aead}, nil
}

// seal is a secret as it is stored. It can be read for the same user only.
func (s factorSeal) seal(userID, secret string) (string, error) {
	if s.aead == nil {
		return "", errNoSealKey
	}
	return sealedPrefix + base64.RawStdEncoding.EncodeToString(s.aead.Seal(nil, nil, []byte(secret), []byte(userID))), nil
}

// open is the secret that is stored. What was stored before secrets were encrypted is the secret itself.
func (s factorSeal) open(userID, stored string) (string, error) {
	text, sealed := strings.CutPrefix(stored, sealedPrefix)
	if !sealed {
		return stored, nil
	}
	if s.aead == nil {
		return "", errNoSealKey
	}
	raw, err := base64.RawStdEncoding.DecodeString(text)
	if err != nil {
		return "", errSealed
	}
	secret, err := s.aead.Open(nil, nil, raw, []byte(userID))
	if err != nil {
		return "", errSealed
	}
	return string(secret), nil
}

// isSealed reports whether a stored secret is encrypted.
func isSealed(stored string) bool { return strings.HasPrefix(stored, sealedPrefix) }
