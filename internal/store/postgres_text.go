package store

import (
	"context"
	"database/sql/driver"
	"fmt"
	"reflect"
	"strings"
	"unicode/utf8"

	"github.com/jackc/pgx/v5/stdlib"
)

// plainConnector makes connections that write text which PostgreSQL would refuse as far as it
// can be written: without zero bytes, and with a � for what is no UTF-8. SQLite takes all of
// it, and what a browser or the cloud sends must not decide whether somebody can log in.
type plainConnector struct{ driver.Connector }

// Connect makes a connection.
func (c plainConnector) Connect(ctx context.Context) (driver.Conn, error) {
	conn, err := c.Connector.Connect(ctx)
	if err != nil {
		return nil, err
	}
	pgx, ok := conn.(*stdlib.Conn)
	if !ok {
		return nil, fmt.Errorf("the PostgreSQL driver made a connection of the type %T", conn)
	}
	return plainConn{pgx}, nil
}

type plainConn struct{ *stdlib.Conn }

// CheckNamedValue prepares an argument of a statement.
func (c plainConn) CheckNamedValue(v *driver.NamedValue) error {
	if text := reflect.ValueOf(v.Value); text.Kind() == reflect.String && !isPlain(text.String()) {
		v.Value = strings.ToValidUTF8(strings.ReplaceAll(text.String(), "\x00", ""), "�")
	}
	return c.Conn.CheckNamedValue(v)
}

func isPlain(s string) bool { return utf8.ValidString(s) && !strings.Contains(s, "\x00") }
