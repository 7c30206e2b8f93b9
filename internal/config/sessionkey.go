package config

import (
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"snapdeck/internal/secret"
)

const sessionKeyFile = "session.key"

// LoadSessionKey returns the bytes of the configured session key, else of the key in the data directory. That
// is created at the first start with mode 0600.
func (c Config) LoadSessionKey() (secret.Value, error) {
	if c.SessionKey.Set() {
		return c.SessionKey, nil
	}
	path := filepath.Join(c.Data, sessionKeyFile)
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		if err = makeKey(path); err == nil || errors.Is(err, fs.ErrExist) {
			text, err = os.ReadFile(path)
		}
	}
	if err != nil {
		return secret.Value{}, fmt.Errorf("store session key in the data directory: %w", err)
	}
	key, err := decodeKey(string(text))
	if err != nil {
		return secret.Value{}, fmt.Errorf("the session key in %s is invalid (%w); delete the file to create a new one, which ends all sessions", path, err)
	}
	return secret.New(string(key)), nil
}

// makeKey writes a new key. The file appears atomically, and never replaces one.
func makeKey(path string) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	file, err := os.CreateTemp(filepath.Dir(path), ".session.key-*") // has mode 0600
	if err != nil {
		return err
	}
	defer os.Remove(file.Name())
	_, err = file.WriteString(NewSessionKey().Reveal() + "\n")
	if err = errors.Join(err, file.Sync(), file.Close()); err != nil {
		return err
	}
	return os.Link(file.Name(), path)
}

// NewSessionKey returns a new session key in its stored form.
func NewSessionKey() secret.Value {
	key := make([]byte, minKeyBytes)
	_, _ = rand.Read(key) // never fails
	return secret.New(hex.EncodeToString(key))
}

// ReadSessionKey returns the bytes of a stored session key.
func ReadSessionKey(stored string) (secret.Value, error) {
	key, err := decodeKey(stored)
	if err != nil {
		return secret.Value{}, fmt.Errorf("read session key: %w", err)
	}
	return secret.New(string(key)), nil
}
