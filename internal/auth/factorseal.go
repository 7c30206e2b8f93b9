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

// sealedPrefix marks an encrypted secret. Older versions stored plain ones, which have only letters and digits.
const sealedPrefix = "v1:"

// sealPurpose makes the key differ from others that are derived from the session key.
const sealPurpose = "snapdeck totp secrets v1"

// The reasons why the secret of an authenticator app can be neither stored nor read.
var (
	errNoSealKey = errors.New("there is no key for the secrets of authenticator apps")
	errSealed    = errors.New("the secret of the authenticator app cannot be decrypted: the session key is not the one with which it was set up")
)

// factorSeal encrypts the stored secrets of authenticator apps. Its zero value has no key.
type factorSeal struct{ aead cipher.AEAD }

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

// seal encrypts a secret, which can be decrypted for the same user only.
func (s factorSeal) seal(userID, secret string) (string, error) {
	if s.aead == nil {
		return "", errNoSealKey
	}
	return sealedPrefix + base64.RawStdEncoding.EncodeToString(s.aead.Seal(nil, nil, []byte(secret), []byte(userID))), nil
}

// open decrypts a stored secret. It returns a plain one of an older version as it is.
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

func isSealed(stored string) bool { return strings.HasPrefix(stored, sealedPrefix) }
