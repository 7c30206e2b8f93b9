package handlers_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/operation"
)

func TestOperations_BatchIsOneLine(t *testing.T) {
	t.Parallel()
	d := setupOn(t, filterMirror{})
	require.Equal(t, http.StatusSeeOther, d.logIn("ada", password))
	ids := map[string]string{}
	create := func(name, batch string, state operation.State, at time.Time) {
		ids[name] = newID()
		d.record(operation.Operation{
			ID: ids[name], Kind: operation.CreateSnapshot, State: state, Batch: batch, VolumeID: "v-" + name, VolumeName: name, DatacenterID: "dc-a",
			Params: operation.CreateParams{Name: "snap-" + name}, CreatedAt: at, UpdatedAt: at, Actor: "ada",
		})
	}
	for i := range 60 {
		state := operation.Done
		if i > 50 {
			state = operation.Failed
		}
		create(fmt.Sprint("b", i), "batch-1", state, noon.Add(-time.Hour))
	}
	create("one", "", operation.Cancelled, noon.Add(-26*time.Hour))
	create("wait", "", operation.Waiting, noon)

	page, _ := d.get("/operations")
	require.Equal(t, 3, strings.Count(page, `<tr id="op-`), "a batch is one line")
	require.Contains(t, page, `data-batch="60"`)
	require.Contains(t, page, `href="/batches/batch-1"`)
	for address, want := range map[string]int{
		"/operations?outcome=failed": 9, "/operations?outcome=waiting": 1, "/operations?outcome=cancelled": 1, "/operations?outcome=planned": 0,
		"/operations?from=2026-03-29": 2, "/operations?to=2026-03-28": 1, "/operations?from=yesterday": 3, "/operations?q=snap-b1": 11,
	} {
		page, response := d.get(address)
		require.Equal(t, http.StatusOK, response.StatusCode)
		require.Equal(t, want, strings.Count(page, `<tr id="op-`), address)
	}
	page, _ = d.get("/operations?from=yesterday")
	require.Equal(t, []string{"from"}, ignoredIn(t, page))
}
