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
	// The pause before a lost connection is made anew: doubling from the first to the longest.
	firstReconnect   = 100 * time.Millisecond
	longestReconnect = 10 * time.Second

	// A connection on which nothing comes is tried this often, and is lost when it does not
	// answer within its time.
	quietFor     = 15 * time.Second
	answerWithin = 5 * time.Second
)

// Listen calls heard with what is told on channels, OperationsChannel when none is named,
// until ctx ends, and returns nil then. Calls come one after the other; a slow one delays the
// next. After each connection, the first too, heard is called once with an empty channel and
// an empty payload: whatever was told before may have been missed, so that is the time to
// catch up. A lost connection is made anew for as long as it takes.
//
// On SQLite, where nobody else changes anything, it only waits for ctx. The error is about
// the name of a channel.
func (s *Store) Listen(ctx context.Context, heard func(channel, payload string), channels ...string) error {
	if len(channels) == 0 {
		channels = []string{OperationsChannel}
	}
	for _, channel := range channels {
		if channel == "" || len(channel) > 63 {
			return fmt.Errorf("listen to %q: the name of a channel has 1 to 63 bytes", channel)
		}
	}
	if s.server == nil {
		<-ctx.Done()
		return nil
	}
	for failures := 0; ctx.Err() == nil; failures++ {
		connected, err := s.listenOnce(ctx, channels, heard)
		if connected {
			failures = 0
		}
		if ctx.Err() == nil {
			s.log.WarnContext(ctx, "the connection on which other replicas tell of changes was lost and will be made anew", "error", err.Error())
			rest(ctx, min(firstReconnect<<min(failures, 10), longestReconnect))
		}
	}
	return nil
}

// listenOnce listens for as long as one connection lives, and reports whether there was one.
func (s *Store) listenOnce(ctx context.Context, channels []string, heard func(channel, payload string)) (connected bool, err error) {
	conn, err := pgx.ConnectConfig(ctx, s.server.Copy())
	if err != nil {
		return false, fmt.Errorf("connect: %w", err)
	}
	defer func() {
		soon, cancel := context.WithTimeout(context.WithoutCancel(ctx), answerWithin)
		defer cancel()
		err = errors.Join(err, conn.Close(soon))
	}()
	for _, channel := range channels {
		if _, err := conn.Exec(ctx, "LISTEN "+pgx.Identifier{channel}.Sanitize()); err != nil {
			return false, fmt.Errorf("listen to %s: %w", channel, err)
		}
	}
	heard("", "")
	for {
		if err := hearOne(ctx, conn, heard); err != nil {
			return true, err
		}
	}
}

// hearOne waits for one notification. When none comes for a while, it asks whether the
// server is still there, which a silent connection does not tell.
func hearOne(ctx context.Context, conn *pgx.Conn, heard func(channel, payload string)) error {
	quiet, cancel := context.WithTimeout(ctx, quietFor)
	defer cancel()
	told, err := conn.WaitForNotification(quiet)
	if err == nil {
		heard(told.Channel, told.Payload)
		return nil
	}
	if quiet.Err() == nil || ctx.Err() != nil {
		return fmt.Errorf("wait for a notification: %w", err)
	}
	soon, cancelPing := context.WithTimeout(ctx, answerWithin)
	defer cancelPing()
	if err := conn.Ping(soon); err != nil {
		return fmt.Errorf("the server does not answer: %w", err)
	}
	return nil
}

// rest waits for d, give or take a fifth, or until ctx ends.
func rest(ctx context.Context, d time.Duration) {
	timer := time.NewTimer(time.Duration(float64(d) * (0.8 + 0.4*rand.Float64())))
	defer timer.Stop()
	select {
	case <-ctx.Done():
	case <-timer.C:
	}
}
