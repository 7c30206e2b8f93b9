package auth

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

const example = "$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8"

func TestPHC(t *testing.T) {
	t.Parallel()
	parsed, err := parsePHC(example)
	require.NoError(t, err)
	require.Equal(t, DefaultParams(), parsed.params)
	require.Equal(t, example, parsed.String())
	for _, wrong := range []string{
		"", "$", "plain", strings.Replace(example, "argon2id", "argon2i", 1), strings.Replace(example, "v=19", "v=16", 1),
		strings.Replace(example, "m=19456", "m=99999999", 1), strings.Replace(example, "m=19456", "m=0", 1),
		strings.Replace(example, "t=2", "t=02", 1), strings.Replace(example, "t=2", "x=2", 1), strings.Replace(example, "p=1", "p=256", 1),
		strings.Replace(example, ",p=1", "", 1), strings.Replace(example, "c29tZXNhbHRzb21lc2FsdA", "c2E", 1), example + "=", example + "$x",
		strings.Replace(example, "Hh8", "Hh8\n", 1), strings.Replace(example, "$AAEC", "$"+strings.Repeat("A", 200), 1),
	} {
		_, err := parsePHC(wrong)
		require.ErrorIs(t, err, errPHC, wrong)
	}
}

func FuzzPHC(f *testing.F) {
	f.Add(example)
	f.Add("$argon2id$v=19$m=1,t=1,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAA")
	f.Fuzz(func(t *testing.T, text string) {
		parsed, err := parsePHC(text)
		if err != nil {
			return
		}
		require.Equal(t, text, parsed.String())
		require.LessOrEqual(t, parsed.params.MemoryKiB, uint32(maxMemoryKiB))
	})
}
