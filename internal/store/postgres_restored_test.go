package store_test

import (
	"os/exec"
	"testing"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/operation"
	"snapdeck/internal/store"
	"snapdeck/internal/store/postgrestest"
)

// A deletion is planned and undone, and the server is reset to the state in between, in each way in which that
// happens.
func TestPostgres_GoesBackInTime(t *testing.T) {
	t.Parallel()
	for name, back := range map[string]func(*testing.T, *postgrestest.Server, string){
		"recovered on a new timeline": func(t *testing.T, s *postgrestest.Server, copied string) { s.Recover(t, copied) },
		"its files were put back":     func(t *testing.T, s *postgrestest.Server, copied string) { s.PutBack(t, copied) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := postgrestest.NewServer(t)
			s := openURL(t, server.URL())
			op := plan(t, s)
			copied := server.Copy(t)
			require.Zero(t, restores(t, s), "a restart is not a recovery")
			undo(t, s, op)
			require.Zero(t, restores(t, s))
			back(t, server, copied)

			// The first connection must notice it, whatever it is used for; otherwise a job could be faster.
			wantNotSent(t, s, op.ID)
			<-s.Restored()
			require.EqualValues(t, 1, restores(t, s))
			require.EqualValues(t, 1, restores(t, openURL(t, server.URL())), "another replica finds it already handled")
		})
	}
}

func TestPostgres_RecoveredWhileStopped(t *testing.T) {
	t.Parallel()
	server := postgrestest.NewServer(t)
	s, err := store.Open(t.Context(), store.Options{URL: server.URL()})
	require.NoError(t, err)
	op := plan(t, s)
	copied := server.Copy(t)
	undo(t, s, op)
	require.NoError(t, s.Close())
	server.Recover(t, copied)
	wantNotSent(t, openURL(t, server.URL()), op.ID)
}

// The cluster and its timeline stay the same: only the tables are replaced.
func TestPostgres_RestoredFromDump(t *testing.T) {
	t.Parallel()
	server := postgrestest.NewServer(t)
	s, err := store.Open(t.Context(), store.Options{URL: server.URL()})
	require.NoError(t, err)
	op := plan(t, s)
	dump, err := exec.CommandContext(t.Context(), server.Program("pg_dump"), "--clean", "--if-exists", server.URL()).Output()
	require.NoError(t, err)
	undo(t, s, op)
	require.NoError(t, s.Close())
	server.Execute(t, string(dump))
	wantNotSent(t, openURL(t, server.URL()), op.ID)
}

func TestPostgres_TwoReplicasNoticeAtOnce(t *testing.T) {
	t.Parallel()
	server := postgrestest.NewServer(t)
	one, two := openURL(t, server.URL()), openURL(t, server.URL())
	op := plan(t, one)
	copied := server.Copy(t)
	for range 3 {
		require.Zero(t, restores(t, one)+restores(t, two))
	}
	undo(t, one, op)
	server.PutBack(t, copied)
	ended := make(chan error, 2)
	for _, s := range []*store.Store{one, two} {
		go func() {
			_, err := s.Heartbeat(t.Context())
			ended <- err
		}()
	}
	require.NoError(t, <-ended)
	require.NoError(t, <-ended)
	wantNotSent(t, one, op.ID)
	require.EqualValues(t, 1, restores(t, one))
	require.EqualValues(t, 1, restores(t, two))
	<-one.Restored()
	<-two.Restored()
	_, err := two.Ledger(nil).Operation(t.Context(), op.ID)
	require.NoError(t, err)
	require.NotErrorIs(t, err, operation.ErrNoOperation)
}

// A privilege is revoked between two starts, which must not look like a recovery.
func TestPostgres_UserWithoutClusterAccess(t *testing.T) {
	t.Parallel()
	owner := openPostgres(t)
	var name, socket string
	require.NoError(t, owner.DB().QueryRowContext(t.Context(), `SELECT current_database(), current_setting('unix_socket_directories')`).Scan(&name, &socket))
	role := "plain_of_" + name
	execute(t, owner, `DROP SCHEMA public CASCADE; CREATE SCHEMA public; CREATE ROLE `+role+` LOGIN; GRANT ALL ON SCHEMA public TO `+role)
	address := "postgres://" + role + "@/" + name + "?host=" + socket
	identity := func() (identity string, restored int64) {
		s, err := store.Open(t.Context(), store.Options{URL: address})
		require.NoError(t, err)
		require.NoError(t, s.DB().QueryRowContext(t.Context(), `SELECT identity FROM ledger_state`).Scan(&identity))
		restored = restores(t, s)
		require.NoError(t, s.Close())
		return identity, restored
	}
	known, restored := identity()
	require.Regexp(t, `^\d{15,}/[0-9A-F]{8}/\d+$`, known, "every user may ask")
	require.Zero(t, restored)
	execute(t, owner, `REVOKE EXECUTE ON FUNCTION pg_control_system() FROM PUBLIC`)
	known, restored = identity()
	require.Regexp(t, `^//\d+$`, known)
	require.Zero(t, restored)
	execute(t, owner, `DROP OWNED BY `+role+`; DROP ROLE `+role)
}
