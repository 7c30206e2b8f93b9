package jobs

import (
	"context"
	"database/sql"

	"github.com/riverqueue/river/riverdriver"
	"github.com/riverqueue/river/riverdriver/riversqlite"
)

// What River's producers listen for. When another version of River listens for something
// else, jobs start up to pollEvery late; a test would notice.
const (
	insertTopic   = "river_insert"
	insertPayload = `{"queue":"default"}`
)

// bell is a listener of River that is rung within the process. River's own on SQLite reads a
// table 20 times a second, which costs more than all the rest; nobody outside this process
// adds jobs to its file.
type bell struct{ rung chan struct{} }

func newBell() *bell { return &bell{rung: make(chan struct{}, 1)} }

// ring makes River look for jobs that are due. Rung in a transaction that holds the one
// connection, it is heard when that ends.
func (b *bell) ring() {
	select {
	case b.rung <- struct{}{}:
	default:
	}
}

// WaitForNotification waits until the bell is rung or ctx ends.
func (b *bell) WaitForNotification(ctx context.Context) (*riverdriver.Notification, error) {
	select {
	case <-ctx.Done():
		return nil, ctx.Err()
	case <-b.rung:
		return bellRung(), nil
	}
}

// bellRung is what River's producers understand.
func bellRung() *riverdriver.Notification {
	return &riverdriver.Notification{Topic: insertTopic, Payload: insertPayload}
}

// The rest of a listener has nothing to do.

func (b *bell) Connect(context.Context) error          { return nil }
func (b *bell) Close(context.Context) error            { return nil }
func (b *bell) Ping(context.Context) error             { return nil }
func (b *bell) Listen(context.Context, string) error   { return nil }
func (b *bell) Unlisten(context.Context, string) error { return nil }
func (b *bell) Schema() string                         { return "" }
func (b *bell) SetAfterConnectExec(string)             {}

// localDriver is River's SQLite driver with the bell for a listener.
type localDriver struct {
	*riversqlite.Driver
	bell *bell
}

var _ riverdriver.Driver[*sql.Tx] = localDriver{}

// GetListener returns the bell.
func (d localDriver) GetListener(*riverdriver.GetListenenerParams) riverdriver.Listener {
	return d.bell
}
