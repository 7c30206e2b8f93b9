package storm

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/http"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/cloud/ionossim"
)

// clicksOn makes a click for each of many small volumes, distributed over the data centers.
func clicksOn(t *testing.T, cloud *ionossim.Sim, many int) []click {
	t.Helper()
	centers := cloud.Datacenters()
	clicks := make([]click, many)
	for i := range clicks {
		name := fmt.Sprintf("storm-%03d", i)
		id, err := cloud.AddVolume(ionossim.NewVolume{DatacenterID: centers[i%len(centers)].ID, Name: name, Type: "SSD Standard", SizeGB: 1})
		require.NoError(t, err)
		volume, _ := cloud.Volume(id)
		clicks[i] = click{volume: volume, key: name, name: name}
	}
	return clicks
}

// users send clicks, and send them again when they get no response.
type users struct {
	by        user
	answered  atomic.Int64
	running   sync.WaitGroup
	confirmed sync.Map // when the last step of a scenario was confirmed, by its name
}

// startUsers sends each click once within a time, at any of the addresses.
func startUsers(ctx context.Context, by user, clicks []click, within time.Duration, seed uint64, address func() string) *users {
	c := &users{by: by}
	r := rand.New(rand.NewPCG(seed, 2))
	for _, click := range clicks {
		at := time.Duration(r.Float64() * float64(within))
		c.running.Go(func() {
			for pause := at; sleep(ctx, pause); pause = 200 * time.Millisecond {
				status, err := c.by.send(ctx, address(), click)
				if err == nil && isExpected(status) {
					c.answered.Add(1)
					return
				}
			}
		})
	}
	return c
}

// isExpected reports whether a status means that the click was recorded: a redirect to the operation, or an explanation
// of its failure.
func isExpected(status int) bool {
	return status == http.StatusSeeOther || status == http.StatusBadGateway || status == http.StatusUnprocessableEntity
}

// sleep sleeps and reports whether ctx has not ended.
func sleep(ctx context.Context, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}
