package store

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"sync/atomic"
	"unicode/utf8"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
)

// plainConnector makes connections that sanitise text which PostgreSQL refuses: zero bytes are dropped, invalid
// UTF-8 becomes �. SQLite accepts both, and input of a browser or of IONOS Cloud must not make a login fail.
type plainConnector struct {
	driver.Connector
	check func(context.Context, *pgx.Conn) error // checks each new connection; may be nil
}

func connector(server *pgx.ConnConfig, check func(context.Context, *pgx.Conn) error) plainConnector {
	return plainConnector{stdlib.GetConnector(*server, stdlib.OptionAfterConnect(prepareConnection)), check}
}

// Connect implements driver.Connector.
func (c plainConnector) Connect(ctx context.Context) (driver.Conn, error) {
	conn, err := c.Connector.Connect(ctx)
	if err != nil {
		return nil, err
	}
	made, ok := conn.(*stdlib.Conn)
	if !ok {
		return nil, errors.Join(fmt.Errorf("unexpected connection type %T of the PostgreSQL driver", conn), conn.Close())
	}
	if c.check == nil {
		return newConn(made, false), nil
	}
	err = c.check(ctx, made.Conn())
	if err != nil && !errors.Is(err, errStandby) {
		return nil, errors.Join(fmt.Errorf("check identity of the database: %w", err), conn.Close())
	}
	return newConn(made, err != nil), nil
}

func newConn(made *stdlib.Conn, standby bool) plainConn {
	c := plainConn{Conn: made, poor: new(atomic.Bool)}
	c.poor.Store(standby)
	return c
}

type plainConn struct {
	*stdlib.Conn
	poor *atomic.Bool // the connection leads to a standby, or turned out to be read-only
}

// IsValid reports whether the connection may be reused. A connection to a standby may not, since a promotion
// would go unnoticed; and after a read-only error, the next connection may lead to a primary.
func (c plainConn) IsValid() bool { return !c.poor.Load() }

// ExecContext implements driver.ExecerContext.
func (c plainConn) ExecContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Result, error) {
	result, err := c.Conn.ExecContext(ctx, query, args)
	return result, c.noted(err)
}

// QueryContext implements driver.QueryerContext.
func (c plainConn) QueryContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Rows, error) {
	rows, err := c.Conn.QueryContext(ctx, query, args)
	return rows, c.noted(err)
}

func (c plainConn) noted(err error) error {
	if postgresCode(err) == readOnlyTransaction {
		c.poor.Store(true)
	}
	return err
}

// BeginTx begins a transaction. A pooled connection may have ended with its server, which shows only now:
// nothing was done on it, so the pool may retry on another one. That covers the job engine too.
func (c plainConn) BeginTx(ctx context.Context, opts driver.TxOptions) (driver.Tx, error) {
	tx, err := c.Conn.BeginTx(ctx, opts)
	if err != nil && ctx.Err() == nil && c.Conn.Conn().IsClosed() {
		return nil, errors.Join(driver.ErrBadConn, err)
	}
	return tx, err
}

// CheckNamedValue sanitises an argument of a statement.
func (c plainConn) CheckNamedValue(v *driver.NamedValue) error {
	if text := reflect.ValueOf(v.Value); text.Kind() == reflect.String && !isPlain(text.String()) {
		v.Value = strings.ToValidUTF8(strings.ReplaceAll(text.String(), "\x00", ""), "�")
	}
	return c.Conn.CheckNamedValue(v)
}

func isPlain(s string) bool { return utf8.ValidString(s) && !strings.Contains(s, "\x00") }
