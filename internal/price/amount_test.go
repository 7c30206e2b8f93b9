package price

import (
	"math"
	"math/big"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func TestAmount_RoundsOnDisplay(t *testing.T) {
	t.Parallel()
	l := read(t, "a=0.05,b=0.000001,c=1000,d=0.3333,free=0")
	for name, c := range map[string]struct {
		location string
		gb       float64
		cents    int64
		decimal  string
	}{
		"whole":                         {"a", 248, 1240, "12.4"},
		"a part of a GB":                {"a", 0.5, 3, "0.025"},
		"a size that is no decimal":     {"a", 0.1 + 0.2, 1, "0.01499"}, // 307 MB
		"less than a cent":              {"b", 10, 0, "0.00001"},
		"a lot":                         {"c", 1_000_000, 100_000_000_000, "1000000000"},
		"a price of many decimals":      {"d", 3, 100, "0.9999"},
		"a free location costs nothing": {"free", 100, 0, "0"},
		"an empty snapshot":             {"a", 0, 0, "0"},
	} {
		sum := l.Of(c.location, c.gb)
		require.True(t, sum.Priced, name)
		require.Equal(t, c.cents, sum.Amount.Cents(), name)
		require.Equal(t, c.decimal, sum.Amount.Decimal(), name)
	}
}

func TestSum_NamesUnpriced(t *testing.T) {
	t.Parallel()
	l := read(t, "de/fra=0.05")
	sum := l.Of("us/las", 10).Plus(l.Of("de/fra", 10)).Plus(l.Of("es/vit", 1)).Plus(l.Of("us/las", 3))
	require.Equal(t, []string{"es/vit", "us/las"}, sum.Unpriced)
	require.True(t, sum.Priced)
	require.Equal(t, "0.5", sum.Amount.Decimal())
	for _, odd := range []float64{-1, math.NaN(), math.Inf(1), 1e300} {
		require.Equal(t, []string{"de/fra"}, l.Of("de/fra", odd).Unpriced, odd)
	}
	require.Equal(t, Sum{}, List{}.Of("de/fra", 10))
}

// The comparison uses fractions: a total, in any order, equals the price of the total size.
func TestSum_IsExact(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		millionths := rapid.Int64Range(0, maxPrice).Draw(t, "price")
		l := List{millionths: map[string]int64{"x": millionths}}
		sizes := rapid.SliceOfN(rapid.Int64Range(0, 1<<22), 0, 40).Draw(t, "MB")
		var sum Sum
		total := int64(0)
		for _, mb := range sizes {
			sum = sum.Plus(l.Of("x", float64(mb)/mbPerGB))
			total += mb
		}
		want := big.NewRat(millionths, million)
		want.Mul(want, big.NewRat(total, mbPerGB))
		require.Zero(t, want.Cmp(big.NewRat(int64(sum.Amount), one)))
		cents, _ := new(big.Rat).Mul(want, big.NewRat(100, 1)).Float64()
		require.InDelta(t, cents, float64(sum.Amount.Cents()), 0.500001+math.Abs(cents)*1e-12)
		slices.Reverse(sizes)
		var back Sum
		for _, mb := range sizes {
			back = l.Of("x", float64(mb)/mbPerGB).Plus(back)
		}
		require.Equal(t, sum, back)
	})
}

func TestSum_Compare(t *testing.T) {
	t.Parallel()
	l := read(t, "a=1,free=0")
	sums := []Sum{l.Of("a", 2), l.Of("b", 9), l.Of("a", 1), l.Of("free", 5)}
	slices.SortFunc(sums, Sum.Compare)
	require.Equal(t, []Sum{l.Of("b", 9), l.Of("free", 5), l.Of("a", 1), l.Of("a", 2)}, sums)
	require.Zero(t, sums[0].Compare(sums[0]))
}
