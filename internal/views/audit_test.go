package views

import (
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"
)

func TestShortID_KeepsWholeLetters(t *testing.T) {
	t.Parallel()
	for id, want := range map[string]string{"": "", "12345678": "12345678", "123456789": "12345678", "0b3c-9f2a-77": "0b3c-9f2", "äöüßäöüßäöü": "äöüßäöüß", "1234567é9": "1234567é"} {
		got := shortID(id)
		require.Equal(t, want, got)
		require.True(t, utf8.ValidString(got))
	}
}
