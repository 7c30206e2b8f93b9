package cloud

import (
	"encoding/base64"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/secret"
)

func jwt(payload string) secret.Value {
	return secret.New("e30." + base64.RawURLEncoding.EncodeToString([]byte(payload)) + ".c2ln")
}

func TestContractFromToken(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		token secret.Value
		want  int64
	}{
		"number":         {jwt(`{"identity":{"contractNumber":31735000,"role":"owner"}}`), 31735000},
		"text":           {jwt(`{"identity":{"contractNumber":"31735000"}}`), 31735000},
		"beyond int32":   {jwt(`{"identity":{"contractNumber":31735000000}}`), 31735000000},
		"missing":        {jwt(`{"identity":{}}`), 0},
		"no identity":    {jwt(`{}`), 0},
		"identity null":  {jwt(`{"identity":null}`), 0},
		"not a number":   {jwt(`{"identity":{"contractNumber":"x"}}`), 0},
		"zero":           {jwt(`{"identity":{"contractNumber":0}}`), 0},
		"not JSON":       {jwt(`no`), 0},
		"not base64":     {secret.New("a.*.c"), 0},
		"not three":      {secret.New("abc"), 0},
		"unset":          {secret.Value{}, 0},
		"with padding":   {secret.New("e30.eyJpZGVudGl0eSI6eyJjb250cmFjdE51bWJlciI6MX19fQ==.s"), 0},
		"padded, proper": {secret.New("e30.eyJpZGVudGl0eSI6eyJjb250cmFjdE51bWJlciI6MX19.s"), 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, ok := ContractFromToken(c.token)
			require.Equal(t, c.want, got)
			require.Equal(t, c.want != 0, ok)
		})
	}
}

func FuzzContractFromToken(f *testing.F) {
	f.Add("e30.eyJpZGVudGl0eSI6eyJjb250cmFjdE51bWJlciI6MX19.s")
	f.Fuzz(func(t *testing.T, token string) {
		if n, ok := ContractFromToken(secret.New(token)); ok && n <= 0 {
			t.Fatalf("%d", n)
		}
	})
}

func TestTokenExpiry_ReadsClaim(t *testing.T) {
	t.Parallel()
	at, ok := TokenExpiry(jwt(`{"exp":1774800000}`))
	require.True(t, ok)
	require.Equal(t, time.Unix(1774800000, 0).UTC(), at)
	for _, other := range []secret.Value{jwt(`{}`), jwt(`{"exp":"soon"}`), jwt(`{"exp":1e300}`), jwt("no JSON"), secret.New("opaque"), secret.New("")} {
		_, ok := TokenExpiry(other)
		require.False(t, ok)
	}
}
