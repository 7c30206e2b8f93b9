package saved_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/saved"
)

func TestCleanName_Table(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{
		"databases":                        "databases",
		"  all   of\tthem ":                "all of them",
		strings.Repeat("ö", saved.MaxName): strings.Repeat("ö", saved.MaxName),
	} {
		got, err := saved.CleanName(name)
		require.NoError(t, err)
		require.Equal(t, want, got)
	}
	for _, name := range []string{"", " \n ", strings.Repeat("x", saved.MaxName+1), "a\x00b", "a\xffb", "a\u202eb", "\u2800 \u3164", "\u0301"} {
		_, err := saved.CleanName(name)
		require.ErrorIs(t, err, saved.ErrName, "%q", name)
	}
}

func TestView_LimitsAddress(t *testing.T) {
	t.Parallel()
	v, err := saved.View{List: "/volumes", Query: "type=HDD", Name: " slow "}.Clean()
	require.NoError(t, err)
	require.Equal(t, "/volumes?type=HDD", v.Address())
	require.Equal(t, "slow", v.Name)
	require.Equal(t, "/volumes", saved.View{List: "/volumes"}.Address())
	for _, v := range []saved.View{{Name: "x"}, {Name: "x", List: "/volumes", Query: strings.Repeat("q", saved.MaxAddress)}} {
		_, err := v.Clean()
		require.ErrorIs(t, err, saved.ErrAddress)
	}
}
