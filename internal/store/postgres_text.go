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

// plainConnector makes connections that write text which PostgreSQL would refuse as far as it
// can be written: without zero bytes, and with a � for what is no UTF-8. SQLite takes all of
// it, and what a browser or the cloud sends must not decide whether somebody can log in.
type plainConnector struct {
	driver.Connector
	check func(context.Context, *pgx.Conn) error // of each new connection; nil: none
}

func connector(server *pgx.ConnConfig, check func(context.Context, *pgx.Conn) error) plainConnector {
	return plainConnector{stdlib.GetConnector(*server, stdlib.OptionAfterConnect(prepareConnection)), check}
}

// Connect makes a connection.
func (c plainConnector) Connect(ctx context.Context) (driver.Conn, error) {
	conn, err := c.Connector.Connect(ctx)
	if err != nil {
		return nil, err
	}
	made, ok := conn.(*stdlib.Conn)
	if !ok {
		return nil, errors.Join(fmt.Errorf("the PostgreSQL driver made a connection of the type %T", conn), conn.Close())
	}
	if c.check == nil {
		return newConn(made, false), nil
	}
	err = c.check(ctx, made.Conn())
	if err != nil && !errors.Is(err, errStandby) {
		return nil, errors.Join(fmt.Errorf("look which database this is: %w", err), conn.Close())
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
	poor *atomic.Bool // it leads to a standby, or has turned out to be able to read only
}

// IsValid reports whether the connection may be used again. One to a standby may not, for that can
// become the primary unseen; and where something can only be read, the next connection may do better.
func (c plainConn) IsValid() bool { return !c.poor.Load() }

// ExecContext executes a statement.
func (c plainConn) ExecContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Result, error) {
	result, err := c.Conn.ExecContext(ctx, query, args)
	return result, c.noted(err)
}

// QueryContext executes a statement that returns rows.
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

// BeginTx begins a transaction. A pooled connection may have ended with its server since it was used last,
// which shows only now: nothing was done on it, and another one will do. That holds for the job engine too.
func (c plainConn) BeginTx(ctx context.Context, opts driver.TxOptions) (driver.Tx, error) {
	tx, err := c.Conn.BeginTx(ctx, opts)
	if err != nil && ctx.Err() == nil && c.Conn.Conn().IsClosed() {
		return nil, errors.Join(driver.ErrBadConn, err)
	}
	return tx, err
}

// CheckNamedValue prepares an argument of a statement.
func (c plainConn) CheckNamedValue(v *driver.NamedValue) error {
	if text := reflect.ValueOf(v.Value); text.Kind() == reflect.String && !isPlain(text.String()) {
		v.Value = strings.ToValidUTF8(strings.ReplaceAll(text.String(), "\x00", ""), "�")
	}
	return c.Conn.CheckNamedValue(v)
}

func isPlain(s string) bool { return utf8.ValidString(s) && !strings.Contains(s, "\x00") }
