package auth_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/auth"
)

func TestHasher_HashAndVerify(t *testing.T) {
	t.Parallel()
	h := auth.NewHasher()
	hash, err := h.Hash(t.Context(), password)
	require.NoError(t, err)
	require.Regexp(t, `^\$argon2id\$v=19\$m=19456,t=2,p=1\$`, hash)
	ok, stale, err := h.Verify(t.Context(), password, hash)
	require.NoError(t, err)
	require.True(t, ok)
	require.False(t, stale)
	ok, _, err = h.Verify(t.Context(), "wrong", hash)
	require.NoError(t, err)
	require.False(t, ok)
	ok, _, err = h.Verify(t.Context(), "", h.Dummy())
	require.NoError(t, err)
	require.False(t, ok)
	other, err := h.Hash(t.Context(), password)
	require.NoError(t, err)
	require.NotEqual(t, hash, other)
}

func TestHasher_EndsWithContext(t *testing.T) {
	t.Parallel()
	over, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := auth.NewHasherWith(cheapParams(), 1).Hash(over, password)
	require.ErrorIs(t, err, context.Canceled)
}
