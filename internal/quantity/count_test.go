package quantity

import (
	"math"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestPlural_Table(t *testing.T) {
	t.Parallel()
	for n, want := range map[int]string{0: "0 volumes", 1: "1 volume", 2: "2 volumes", 1000: "1_000 volumes", 1001: "1_001 volumes", -1: "-1 volumes"} {
		require.Equal(t, thin(want), Plural(n, "volume", "volumes"))
	}
}

func TestCount_GroupsThousandsOfEitherSign(t *testing.T) {
	t.Parallel()
	for n, want := range map[int]string{0: "0", 999: "999", 1000: "1_000", 10_000: "10_000", -999: "-999", -1_000_000: "-1_000_000", math.MaxInt64: "9_223_372_036_854_775_807"} {
		require.Equal(t, thin(want), Count(n))
	}
}

func TestThousands_GroupsDigits(t *testing.T) {
	t.Parallel()
	for digits, want := range map[string]string{
		"": "", "7": "7", "999": "999", "1000": "1 000", "12345": "12 345", "123456": "123 456", "1234567": "1 234 567", "-1000": "-1 000", "-12": "-12",
	} {
		require.Equal(t, strings.ReplaceAll(want, " ", "\u202f"), Thousands(digits))
	}
}
