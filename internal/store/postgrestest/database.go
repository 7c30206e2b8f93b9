package postgrestest

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

// connectTimeout bounds the wait for a database.
const connectTimeout = 2 * time.Minute

// DeniedUser is a user whom the server refuses with every password.
const DeniedUser = "stranger"

var (
	shared = sync.OnceValues(start)
	made   atomic.Int64

	model sync.Once // fills the database that CopyURL copies
)

// modelName is the database that CopyURL copies.
const modelName = "model"

// URL returns the address of a new, empty database, which is dropped with all its connections when the test
// ends. The first call starts the cluster, which takes a second or two. The test fails where PostgreSQL is not
// installed.
func URL(tb testing.TB) string {
	tb.Helper()
	return create(tb, "template1")
}

// CopyURL is URL for a database that fill has filled: the first one that a process asks for, which all others are
// copies of. fill must close its connections.
func CopyURL(tb testing.TB, fill func(url string) error) string {
	tb.Helper()
	model.Do(func() {
		server := running(tb)
		if err := command(server.folder, "CREATE DATABASE "+modelName); err != nil {
			tb.Fatal(err)
		}
		if err := fill(address(server.folder, "postgres", modelName)); err != nil {
			tb.Fatal(err)
		}
	})
	return create(tb, modelName)
}

func running(tb testing.TB) *cluster {
	tb.Helper()
	server, err := shared()
	if err != nil {
		tb.Fatal(err)
	}
	return server
}

// create creates a copy of a database.
func create(tb testing.TB, template string) string {
	tb.Helper()
	server := running(tb)
	name := fmt.Sprintf("test_%d", made.Add(1))
	if err := command(server.folder, "CREATE DATABASE "+name+" TEMPLATE "+template); err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		if err := command(server.folder, "DROP DATABASE "+name+" WITH (FORCE)"); err != nil {
			tb.Error(err)
		}
	})
	return address(server.folder, "postgres", name)
}

// address returns the URL of a database in the cluster whose socket is in a folder.
func address(folder, user, database string) string {
	return fmt.Sprintf("postgres://%s@/%s?host=%s", user, database, folder)
}

// command runs one statement as the owner of the cluster.
func command(folder, statement string) error {
	ctx, cancel := context.WithTimeout(context.Background(), connectTimeout)
	defer cancel()
	conn, err := pgx.Connect(ctx, address(folder, "postgres", "postgres"))
	if err != nil {
		return fmt.Errorf("connect to the test cluster: %w", err)
	}
	defer conn.Close(ctx)
	if _, err := conn.Exec(ctx, statement); err != nil {
		return fmt.Errorf("%s: %w", statement, err)
	}
	return nil
}
