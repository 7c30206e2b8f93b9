package cloud

import (
	"encoding/base64"
	"testing"

	"github.com/stretchr/testify/require"
)

func jwt(payload string) Secret {
	return NewSecret("e30." + base64.RawURLEncoding.EncodeToString([]byte(payload)) + ".c2ln")
}

func TestContractFromToken(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		token Secret
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
		"not base64":     {NewSecret("a.*.c"), 0},
		"not three":      {NewSecret("abc"), 0},
		"unset":          {Secret{}, 0},
		"with padding":   {NewSecret("e30.eyJpZGVudGl0eSI6eyJjb250cmFjdE51bWJlciI6MX19fQ==.s"), 0},
		"padded, proper": {NewSecret("e30.eyJpZGVudGl0eSI6eyJjb250cmFjdE51bWJlciI6MX19.s"), 1},
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
		if n, ok := ContractFromToken(NewSecret(token)); ok && n <= 0 {
			t.Fatalf("%d", n)
		}
	})
}
