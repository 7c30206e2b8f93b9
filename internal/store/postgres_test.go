package store_test

import (
	"context"
	"database/sql"
	"net/url"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/stretchr/testify/require"

	"snapdeck/internal/operation"
	"snapdeck/internal/store"
	"snapdeck/internal/store/postgrestest"
	"snapdeck/internal/store/storetest"
)

func openURL(t *testing.T, url string) *store.Store {
	t.Helper()
	s, err := store.Open(t.Context(), store.Options{URL: url})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, s.Close()) })
	return s
}

func openPostgres(t *testing.T) *store.Store {
	t.Helper()
	return storetest.OpenMigratedPostgres(t)
}

func execute(t *testing.T, s *store.Store, statement string) {
	t.Helper()
	_, err := s.DB().ExecContext(t.Context(), statement)
	require.NoError(t, err)
}

// alterDatabase changes a setting of the database for new connections.
func alterDatabase(t *testing.T, s *store.Store, setting string) {
	t.Helper()
	var name string
	require.NoError(t, s.DB().QueryRowContext(t.Context(), `SELECT current_database()`).Scan(&name))
	execute(t, s, `ALTER DATABASE `+name+` SET `+setting)
}

func TestPostgres_Suite(t *testing.T) {
	t.Parallel()
	storetest.Run(t, openPostgres)
}

func TestPostgres_ReplicasOpenTogether(t *testing.T) {
	t.Parallel()
	address := postgrestest.URL(t)
	var wg sync.WaitGroup
	opened, errs := make([]*store.Store, 4), make([]error, 4)
	for i := range opened {
		wg.Go(func() { opened[i], errs[i] = store.Open(t.Context(), store.Options{URL: address, Exclusive: true}) })
	}
	wg.Wait()
	for i, err := range errs {
		require.NoError(t, err)
		require.NoError(t, opened[i].Ping(t.Context()))
		require.True(t, opened[i].Shared())
		require.NoError(t, opened[i].Close())
	}
}

func TestPostgres_Guards(t *testing.T) {
	t.Parallel()
	s := openPostgres(t)
	for change, want := range map[string]string{
		`UPDATE audit SET actor = 'nobody'`: "the audit trail is append-only",
		`DELETE FROM audit`:                 "the audit trail is append-only",
		`TRUNCATE audit`:                    "the audit trail is append-only",
		`DELETE FROM operations`:            "operations are never deleted",
		`TRUNCATE operations CASCADE`:       "operations are never deleted",
	} {
		_, err := s.DB().ExecContext(t.Context(), change)
		require.ErrorContains(t, err, want, change)
	}
}

// Another transaction locks the tables in the order in which operations are saved.
func TestPostgres_OpensWhileOthersWrite(t *testing.T) {
	t.Parallel()
	address := postgrestest.URL(t)
	s := openURL(t, address)
	tx, err := s.DB().BeginTx(t.Context(), nil)
	require.NoError(t, err)
	_, err = tx.ExecContext(t.Context(), `UPDATE operations SET version = version WHERE FALSE`)
	require.NoError(t, err)
	opened := make(chan error, 1)
	go func() {
		other, err := store.Open(t.Context(), store.Options{URL: address})
		if err == nil {
			err = other.Close()
		}
		opened <- err
	}()
	require.Eventually(t, func() bool { return countWaiting(t, s) > 0 }, testTimeout, 10*time.Millisecond)
	_, err = tx.ExecContext(t.Context(), `LOCK TABLE audit IN ROW EXCLUSIVE MODE`)
	require.NoError(t, err)
	require.NoError(t, tx.Commit())
	require.NoError(t, <-opened)
}

// countWaiting counts the connections that wait for locks.
func countWaiting(t *testing.T, s *store.Store) (n int) {
	t.Helper()
	err := s.DB().QueryRowContext(t.Context(), `SELECT COUNT(*) FROM pg_stat_activity
		WHERE datname = current_database() AND wait_event_type = 'Lock'`).Scan(&n)
	require.NoError(t, err)
	return n
}

func TestPostgres_SettingsIndependentOfServer(t *testing.T) {
	t.Parallel()
	address := postgrestest.URL(t)
	first := openURL(t, address)
	alterDatabase(t, first, `default_transaction_isolation = 'serializable'`)
	alterDatabase(t, first, `synchronous_commit = 'off'`)
	s := openURL(t, address)
	for setting, want := range map[string]string{
		"transaction_isolation": "read committed", "synchronous_commit": "on", "idle_in_transaction_session_timeout": "30s",
	} {
		var got string
		require.NoError(t, s.DB().QueryRowContext(t.Context(), "SHOW "+setting).Scan(&got))
		require.Equal(t, want, got, setting)
	}
}

func TestPostgres_OpenErrors(t *testing.T) {
	t.Parallel()
	at, err := url.Parse(postgrestest.URL(t))
	require.NoError(t, err)
	socket := at.Query().Get("host")
	for address, want := range map[string]string{
		"postgres://u:tops%zzecret@h/d":                                                "cannot be parsed; use postgres",
		"mysql://u:topsecret@h/d":                                                      "cannot be parsed; use postgres",
		"u:topsecret@h/d":                                                              "cannot be parsed; use postgres",
		"postgres://u:topsecret@h/d?sslmode=topsecret":                                 "cannot be used",
		"postgres://u:top%40secret@h:5432/d?connect_timeout=top%40secret":              "cannot be used",
		"postgres://u:topsecret@127.0.0.1:1/d":                                         "PostgreSQL at 127.0.0.1:1 cannot be reached",
		"postgres://stranger:topsecret@" + at.Path + "?host=" + socket:                 "does not accept the user stranger; check",
		"postgres://postgres:topsecret@/nowhere?host=" + socket:                        "has no database nowhere; create it",
		"postgres://u:topsecret@h/d?sslmode=verify-full&sslrootcert=/topsecret/ca.crt": "cannot be used",
	} {
		_, err := store.Open(t.Context(), store.Options{URL: address})
		require.ErrorContains(t, err, want, address)
		require.NotContains(t, err.Error(), "secret", address)
		require.NotContains(t, err.Error(), "tops", address)
	}
}

func TestPostgres_NewerSchemaIsRefused(t *testing.T) {
	t.Parallel()
	address := postgrestest.URL(t)
	execute(t, openURL(t, address), `INSERT INTO schema_versions (version_id, is_applied) VALUES (99999, TRUE)`)
	_, err := store.Open(t.Context(), store.Options{URL: address})
	require.ErrorIs(t, err, store.ErrNewer)
}

func TestPostgres_ReadOnly(t *testing.T) {
	t.Parallel()
	address := postgrestest.URL(t)
	s := openURL(t, address)
	require.NoError(t, s.Ping(t.Context()))
	alterDatabase(t, s, `default_transaction_read_only = on`)
	_, err := store.Open(t.Context(), store.Options{URL: address})
	require.ErrorContains(t, err, "reads only")

	s.DB().SetMaxIdleConns(0) // the next connection must be new
	require.ErrorContains(t, s.Ping(t.Context()), "is not writable")
}

func TestPostgres_UserWithoutCreate(t *testing.T) {
	t.Parallel()
	s := openPostgres(t)
	var name, socket string
	require.NoError(t, s.DB().QueryRowContext(t.Context(), `SELECT current_database(), current_setting('unix_socket_directories')`).Scan(&name, &socket))
	execute(t, s, `DROP SCHEMA public CASCADE; CREATE ROLE guest_of_`+name+` LOGIN`)
	_, err := store.Open(t.Context(), store.Options{URL: "postgres://guest_of_" + name + "@/" + name + "?host=" + socket})
	require.ErrorContains(t, err, "make it the owner")
	execute(t, s, `DROP ROLE guest_of_`+name)
}

// conflictingEnqueuer is an Enqueuer that conflicts with another transaction once.
type conflictingEnqueuer struct{ calls int }

func (h *conflictingEnqueuer) Enqueue(context.Context, *sql.Tx, string) error {
	if h.calls++; h.calls == 1 {
		return &pgconn.PgError{Code: "40001"}
	}
	return nil
}

func TestPostgres_RetriesConflict(t *testing.T) {
	t.Parallel()
	s, jobs := openPostgres(t), &conflictingEnqueuer{}
	op := newOperation()
	result, err := s.Ledger(jobs).Submit(t.Context(), operation.Submission{Ops: []operation.Operation{op}})
	require.NoError(t, err)
	require.False(t, result.Earlier)
	stored := result.First()
	require.Equal(t, op.ID, stored.ID)
	require.Len(t, stored.Stages, 1)
	require.Equal(t, 2, jobs.calls)
}
