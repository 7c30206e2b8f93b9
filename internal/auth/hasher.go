package auth

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"fmt"

	"golang.org/x/crypto/argon2"
)

const (
	saltBytes = 16
	sumBytes  = 32

	defaultParallel = 4
)

// Hasher makes and checks password hashes, only a few at a time, so that a flood of
// logins cannot use up the memory. It may be used concurrently.
type Hasher struct {
	params Params
	slots  chan struct{}
	dummy  string
}

// NewHasher returns a Hasher with the default parameters that uses 80 MB at most.
func NewHasher() *Hasher { return NewHasherWith(DefaultParams(), defaultParallel) }

// NewHasherWith returns a Hasher that runs at most parallel computations at a time, each of
// params.MemoryKiB.
func NewHasherWith(params Params, parallel int) *Hasher {
	return &Hasher{
		params: params,
		slots:  make(chan struct{}, max(1, parallel)),
		dummy:  phc{params, random(saltBytes), random(sumBytes)}.String(),
	}
}

// Hash returns the PHC string of a password. It waits for its turn until ctx ends.
func (h *Hasher) Hash(ctx context.Context, password string) (string, error) {
	done := phc{params: h.params, salt: random(saltBytes)}
	var err error
	if done.sum, err = h.compute(ctx, password, done.params, done.salt, sumBytes); err != nil {
		return "", err
	}
	return done.String(), nil
}

// Verify reports whether a password belongs to a hash, in constant time, and whether the
// hash was made with other parameters than today's. It waits for its turn until ctx ends.
func (h *Hasher) Verify(ctx context.Context, password, hash string) (ok, stale bool, err error) {
	stored, err := parsePHC(hash)
	if err != nil {
		return false, false, fmt.Errorf("the stored password hash: %w", err)
	}
	sum, err := h.compute(ctx, password, stored.params, stored.salt, len(stored.sum))
	if err != nil {
		return false, false, err
	}
	ok = subtle.ConstantTimeCompare(sum, stored.sum) == 1
	return ok, stored.params != h.params, nil
}

// Dummy returns a hash that no password belongs to and that takes as long to check as a
// real one, so that nobody can find out which users exist.
func (h *Hasher) Dummy() string { return h.dummy }

func (h *Hasher) compute(ctx context.Context, password string, p Params, salt []byte, n int) ([]byte, error) {
	if err := ctx.Err(); err != nil {
		return nil, fmt.Errorf("hash a password: %w", err)
	}
	select {
	case h.slots <- struct{}{}:
	case <-ctx.Done():
		return nil, fmt.Errorf("wait to hash a password: %w", ctx.Err())
	}
	defer func() { <-h.slots }()
	return argon2.IDKey([]byte(password), salt, p.Passes, p.MemoryKiB, p.Lanes, uint32(n)), nil
}

func random(n int) []byte {
	b := make([]byte, n)
	_, _ = rand.Read(b) // never fails: the program ends instead
	return b
}
