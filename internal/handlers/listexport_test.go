package handlers_test

import (
	"encoding/csv"
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestListExport_Formats(t *testing.T) {
	t.Parallel()
	d := setup(t)
	d.logIn("ada", password)
	for _, list := range []string{"/volumes", "/snapshots"} {
		text, response := d.get(list + ".csv?q=nothing-like-this")
		require.Equal(t, http.StatusOK, response.StatusCode)
		require.Contains(t, response.Header.Get("Content-Disposition"), "attachment")
		table, err := csv.NewReader(strings.NewReader(text)).ReadAll()
		require.NoError(t, err)
		require.Len(t, table, 1, "the heads alone")
		require.Equal(t, "id", table[0][0])

		text, response = d.get(list + ".json")
		require.Equal(t, http.StatusOK, response.StatusCode)
		var all []map[string]any
		require.NoError(t, json.Unmarshal([]byte(text), &all))
	}
}
