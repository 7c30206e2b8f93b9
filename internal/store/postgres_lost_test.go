package store_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/store/postgrestest"
)

// All pooled connections end when their server restarts.
func TestPostgres_BeginsOnAnotherConnection(t *testing.T) {
	t.Parallel()
	server := postgrestest.NewServer(t)
	s := openURL(t, server.URL())
	for range 3 {
		held := make(chan struct{})
		ended := make(chan error, 5)
		for range cap(ended) { // the pool then holds several
			go func() {
				tx, err := s.DB().BeginTx(t.Context(), nil)
				if err == nil {
					<-held
					err = tx.Rollback()
				}
				ended <- err
			}()
		}
		require.Eventually(t, func() bool { return s.DB().Stats().InUse == cap(ended) }, testTimeout, 10*time.Millisecond)
		close(held)
		for range cap(ended) {
			require.NoError(t, <-ended)
		}
		server.Stop(t)
		server.Start(t)
		tx, err := s.DB().BeginTx(t.Context(), nil)
		require.NoError(t, err)
		require.NoError(t, tx.Rollback())
	}
}
