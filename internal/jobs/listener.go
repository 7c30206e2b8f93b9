package jobs

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/riverqueue/river/riverdriver"
	"github.com/riverqueue/river/riverdriver/riverdatabasesql"
)

// connectTimeout bounds how long a connection is waited for when the URL does not say.
const connectTimeout = 10 * time.Second

// sharedDriver is River's PostgreSQL driver with a listener that hears both the other
// replicas and the bell.
type sharedDriver struct {
	*riverdatabasesql.Driver
	listener *listener
}

var _ riverdriver.Driver[*sql.Tx] = sharedDriver{}

// GetListener returns the listener.
func (d sharedDriver) GetListener(*riverdriver.GetListenenerParams) riverdriver.Listener {
	return d.listener
}

// SupportsListener reports that River need not poll.
func (d sharedDriver) SupportsListener() bool { return true }

// listener is River's listener for PostgreSQL, on a connection of its own, which hears the
// bell of this process too. Its methods are called as River's are: after Connect.
type listener struct {
	riverdriver.Listener // nil before Connect and after Close

	db     *sql.DB
	config *pgxpool.Config
	bell   *bell
	mu     sync.Mutex // held while Listener changes, and while it is waited for
}

func newListener(db *sql.DB, url string, b *bell) (*listener, error) {
	config, err := pgxpool.ParseConfig(url)
	if err != nil { // whose text may hold the password
		return nil, errors.New("the URL of the PostgreSQL database cannot be used for the job queue")
	}
	config.MaxConns, config.MinConns = 1, 0
	if config.ConnConfig.ConnectTimeout == 0 {
		config.ConnConfig.ConnectTimeout = connectTimeout
	}
	return &listener{db: db, config: config, bell: b}, nil
}

// Connect opens the connection. River takes it out of the pool for good, so that the pool
// is not needed any more.
func (l *listener) Connect(ctx context.Context) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	pool, err := pgxpool.NewWithConfig(ctx, l.config.Copy())
	if err != nil {
		return fmt.Errorf("prepare the listener of the job queue: %w", err)
	}
	defer pool.Close()
	rivers := riverdatabasesql.NewWithPgxListener(l.db, pool).GetListener(&riverdriver.GetListenenerParams{})
	if err := rivers.Connect(ctx); err != nil {
		return fmt.Errorf("connect the listener of the job queue: %w", err)
	}
	l.Listener = rivers
	return nil
}

// Close closes the connection, if there is one.
func (l *listener) Close(ctx context.Context) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.Listener == nil {
		return nil
	}
	err := l.Listener.Close(ctx)
	l.Listener = nil
	return err
}

// WaitForNotification waits until something is told, the bell is rung or ctx ends.
func (l *listener) WaitForNotification(ctx context.Context) (*riverdriver.Notification, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	inner, cancel := context.WithCancel(ctx)
	defer cancel()
	told := make(chan heard, 1)
	go func() {
		n, err := l.Listener.WaitForNotification(inner)
		told <- heard{n, err}
	}()
	select {
	case h := <-told:
		return h.notification, h.err
	case <-l.bell.rung:
	}
	cancel()
	h := <-told
	if ctx.Err() == nil && errors.Is(h.err, context.Canceled) {
		return bellRung(), nil
	}
	l.bell.ring() // to be heard next time
	return h.notification, h.err
}

type heard struct {
	notification *riverdriver.Notification
	err          error
}
