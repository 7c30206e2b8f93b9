package operation

import (
	"testing"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/quantity"
)

func TestQuota_RoomFor(t *testing.T) {
	t.Parallel()
	q := Quota{Limit: 100, Used: 60, Planned: quantity.Total{GB: 25}, PlannedCount: 2}
	for size, want := range map[float64]Room{15: RoomEnough, 15.1: RoomWaiting, 40: RoomWaiting, 40.1: RoomNone, 0: RoomUnknown} {
		require.Equal(t, want, q.RoomFor(size), size)
	}
	require.Equal(t, RoomNoLimits, Quota{}.RoomFor(10))
}

func TestQuota_DropToFit(t *testing.T) {
	t.Parallel()
	q := Quota{Limit: 100, Used: 40}
	for _, c := range []struct {
		name  string
		sizes []float64
		want  []int
	}{
		{"all fit", []float64{20, 20, 20}, nil},
		{"the largest goes", []float64{10, 2048, 10}, []int{1}},
		{"as few as possible", []float64{30, 40, 50}, []int{2, 1}},
		{"not one fits", []float64{70}, []int{0}},
		{"items without a size are kept", []float64{0, 70}, []int{1}},
	} {
		require.Equal(t, c.want, q.DropToFit(c.sizes), c.name)
	}
	require.Empty(t, Quota{}.DropToFit([]float64{1e9}), "without a limit everything fits")
}
