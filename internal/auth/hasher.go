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

// Hasher computes and verifies password hashes, only a few at a time: a flood of logins must not exhaust the memory. It
// is safe for concurrent use.
type Hasher struct {
	params Params
	slots  chan struct{}
	dummy  string
}

// NewHasher returns a Hasher with the default parameters, which uses up to 80 MB.
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

// Hash returns the PHC string of a password. It waits for a free slot until ctx ends.
func (h *Hasher) Hash(ctx context.Context, password string) (string, error) {
	done := phc{params: h.params, salt: random(saltBytes)}
	var err error
	if done.sum, err = h.compute(ctx, password, done.params, done.salt, sumBytes); err != nil {
		return "", err
	}
	return done.String(), nil
}

// Verify reports whether a password belongs to a hash, in constant time, and whether the hash has other parameters than
// the current ones. It waits for a free slot until ctx ends.
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

// Dummy returns a hash that belongs to no password and takes as long to verify as a real one, which hides whether a user
// exists.
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
	_, _ = rand.Read(b) // it never fails, but ends the program
	return b
}
