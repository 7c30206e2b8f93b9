package store

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/jackc/pgx/v5"
)

const (
	// The pause before a lost connection is made again: doubling from the first to the longest.
	firstReconnect   = 100 * time.Millisecond
	longestReconnect = 10 * time.Second

	// A connection on which nothing comes is tried this often, and is lost when it does not
	// answer within its time.
	idleTimeout = 15 * time.Second
	pingTimeout = 5 * time.Second
)

// Listen calls changed with the id of each operation that any replica recorded or saved, until ctx
// ends. Calls come one after the other; a slow one delays the next. After each connection, the first
// too, changed is called once with an empty id: changes before may have been missed, so that is the
// time to catch up. A lost connection is made again for as long as it takes.
//
// On SQLite, where nobody else changes anything, it only waits for ctx.
func (s *Store) Listen(ctx context.Context, changed func(operationID string)) {
	if s.server == nil {
		<-ctx.Done()
		return
	}
	for failures := 0; ctx.Err() == nil; failures++ {
		connected, err := s.listenOnce(ctx, changed)
		if connected {
			failures = 0
		}
		if ctx.Err() == nil {
			s.log.WarnContext(ctx, "listen to the other replicas: connection lost", "error", err.Error())
			sleep(ctx, min(firstReconnect<<min(failures, 10), longestReconnect))
		}
	}
}

// listenOnce listens for as long as one connection lives, and reports whether there was one.
func (s *Store) listenOnce(ctx context.Context, changed func(operationID string)) (connected bool, err error) {
	conn, err := pgx.ConnectConfig(ctx, s.server.Copy())
	if err != nil {
		return false, fmt.Errorf("connect: %w", err)
	}
	defer func() {
		soon, cancel := context.WithTimeout(context.WithoutCancel(ctx), pingTimeout)
		defer cancel()
		err = errors.Join(err, conn.Close(soon))
	}()
	if _, err := conn.Exec(ctx, "LISTEN "+operationsChannel); err != nil {
		return false, fmt.Errorf("listen: %w", err)
	}
	changed("")
	for {
		if err := receiveOne(ctx, conn, changed); err != nil {
			return true, err
		}
	}
}

// receiveOne waits for one notification. When none comes for a while, it asks whether the
// server is still there, which a silent connection does not tell.
func receiveOne(ctx context.Context, conn *pgx.Conn, changed func(operationID string)) error {
	idle, cancel := context.WithTimeout(ctx, idleTimeout)
	defer cancel()
	received, err := conn.WaitForNotification(idle)
	if err == nil {
		changed(received.Payload)
		return nil
	}
	if idle.Err() == nil || ctx.Err() != nil {
		return fmt.Errorf("wait for a notification: %w", err)
	}
	soon, cancelPing := context.WithTimeout(ctx, pingTimeout)
	defer cancelPing()
	if err := conn.Ping(soon); err != nil {
		return fmt.Errorf("the server does not answer: %w", err)
	}
	return nil
}

// sleep waits for d, give or take a fifth, or until ctx ends.
func sleep(ctx context.Context, d time.Duration) {
	timer := time.NewTimer(time.Duration(float64(d) * (0.8 + 0.4*rand.Float64())))
	defer timer.Stop()
	select {
	case <-ctx.Done():
	case <-timer.C:
	}
}
