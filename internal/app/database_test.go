package app

import (
	"errors"
	"log/slog"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// TestDatabase_FailsWithoutNotification has a failed heartbeat, a missing one, and a successful one.
func TestDatabase_FailsWithoutNotification(t *testing.T) {
	t.Parallel()
	changes := 0
	d := newDatabase(nil, 0, slog.New(slog.DiscardHandler))
	d.changed = func() { changes++ }
	d.last = time.Now()
	_, failing := d.FailingSince()
	require.False(t, failing)
	d.last = time.Now().Add(-heartbeatStale - time.Second)
	since, failing := d.FailingSince()
	require.True(t, failing)
	require.Equal(t, d.last, since)

	d.last = time.Now()
	for range 3 {
		d.failed(errors.New("the disk is full"))
	}
	first, failing := d.FailingSince()
	require.True(t, failing)
	require.False(t, first.Before(d.last))
	require.Equal(t, 1, changes, "pages change once")
}
