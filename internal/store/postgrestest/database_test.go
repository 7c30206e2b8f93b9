package postgrestest_test

import (
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"snapdeck/internal/store/postgrestest"
)

func TestURL_DatabasesAreEmptyAndSeparate(t *testing.T) {
	t.Parallel()
	for range 3 {
		t.Run("", func(t *testing.T) {
			t.Parallel()
			conn, err := pgx.Connect(t.Context(), postgrestest.URL(t))
			require.NoError(t, err)
			_, err = conn.Exec(t.Context(), `CREATE TABLE mine (id BIGINT)`)
			require.NoError(t, err)
		}) // the connection stays open: the database is dropped anyway
	}
}
