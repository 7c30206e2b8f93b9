package overview

import (
	"fmt"
	"testing"
	"time"

	"snapdeck/internal/handlers/areatest"
)

// BenchmarkAges_50000Snapshots adds up the ages of all snapshots, as each overview would without the cache.
func BenchmarkAges_50000Snapshots(b *testing.B) {
	c := areatest.NewContract().Volume("web", 10)
	for i := range 50_000 {
		c.Snapshot(fmt.Sprint(i), "web", 10, time.Duration(i)*time.Minute)
	}
	v := c.Priced("0.05").View()
	for b.Loop() {
		addAges(v, areatest.Noon)
	}
}
