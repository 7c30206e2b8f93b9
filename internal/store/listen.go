package store

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/jackc/pgx/v5"

	"snapdeck/internal/backoff"
)

const (
	// The pause before reconnecting doubles from the first to the longest.
	firstReconnect   = 100 * time.Millisecond
	longestReconnect = 10 * time.Second

	// An idle connection is checked at this interval, and is lost when it does not answer in time.
	idleTimeout = 15 * time.Second
	pingTimeout = 5 * time.Second
)

// Listen calls changed with the id of each operation that any replica recorded or saved, until ctx ends. Calls
// are sequential; a slow one delays the next. After each connection, including the first, changed is called
// once with an empty id: changes may have been missed, and the caller should catch up. Listen reconnects
// forever.
//
// On SQLite, which has one process, it only waits for ctx.
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
			s.log.WarnContext(ctx, "reconnect to notifications", "error", err)
			pause := backoff.Doubling(firstReconnect, longestReconnect, failures)
			_ = backoff.Wait(ctx, time.Duration(float64(pause)*(0.8+0.4*rand.Float64()))) // the loop checks ctx
		}
	}
}

// listenOnce listens on one connection, and reports whether it could connect.
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

// receiveOne waits for one notification. After a silent interval it pings the server, since a dead connection
// is silent too.
func receiveOne(ctx context.Context, conn *pgx.Conn, changed func(operationID string)) error {
	idle, cancel := context.WithTimeout(ctx, idleTimeout)
	defer cancel()
	received, err := conn.WaitForNotification(idle)
	if err == nil {
		changed(received.Payload)
		return nil
	}
	if idle.Err() == nil || ctx.Err() != nil {
		return fmt.Errorf("wait for notification: %w", err)
	}
	soon, cancelPing := context.WithTimeout(ctx, pingTimeout)
	defer cancelPing()
	return wrap(conn.Ping(soon), "the server does not answer")
}
