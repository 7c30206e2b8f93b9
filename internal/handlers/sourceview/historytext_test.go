package sourceview

import (
	"errors"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/handlers/areatest"
	"snapdeck/internal/inventory"
	"snapdeck/internal/operation"
	"snapdeck/internal/quantity"
)

// What was read has its first day and its number, what is being read its progress, and what never was neither.
func TestHistory_TextByProgress(t *testing.T) {
	t.Parallel()
	req := areatest.Request(areatest.NewContract().Base(), "/")
	since := areatest.Noon.AddDate(0, -1, 0)
	for name, c := range map[string]struct {
		history         inventory.RequestHistory
		dated, progress bool
	}{
		"read":                 {inventory.RequestHistory{ReadAt: areatest.Noon, Since: since}, true, false},
		"first read":           {inventory.RequestHistory{Loading: true, Loaded: 1234}, false, true},
		"read again":           {inventory.RequestHistory{ReadAt: areatest.Noon, Since: since, Loading: true, Loaded: 1234}, true, false},
		"failed":               {inventory.RequestHistory{Err: errors.New("away")}, false, false},
		"failed, read earlier": {inventory.RequestHistory{ReadAt: areatest.Noon, Since: since, Err: errors.New("away")}, true, false},
	} {
		v := History(req, c.history)
		require.Equal(t, c.dated, strings.Contains(v.Text, since.Format("2006-01-02")), name)
		require.Equal(t, c.progress, strings.Contains(v.Text, quantity.Count(1234)), name)
		require.Equal(t, c.dated, v.When.Known(), name)
		require.NotContains(t, v.Text, "0001-", name)
		require.Equal(t, c.history.Err != nil, len(v.Cause) > 0, name)
	}
}

// How far the requests are read matters only while that could change the source.
func TestPanel_HistoryOnlyWhileUncertain(t *testing.T) {
	t.Parallel()
	confirmed := func() *areatest.Contract {
		c := areatest.NewContract().Volume("web", 10).Snapshot("s", "", 10, hour)
		for _, l := range operation.ConfirmedSource("fra", "web") {
			c.Label("snapshot", "s", l.Key, l.Value)
		}
		return c
	}
	for name, c := range map[string]struct {
		contract *areatest.Contract
		history  bool
	}{
		"unknown":              {areatest.NewContract().Snapshot("s", "", 10, hour), true},
		"confirmed":            {confirmed(), false},
		"being written":        {areatest.NewContract().Snapshot("s", "", 10, hour).Operation(statement("op", operation.Submitting)), true},
		"confirmed, rewriting": {confirmed().Operation(statement("op", operation.Submitting)), false},
	} {
		c.contract.Inferred = true
		s := New(c.contract.Base())
		req := areatest.Request(s.Base, "/")
		snap, _ := req.View.Snapshot("s")
		p := s.Panel(req, snap)
		require.NotNil(t, p, name)
		require.Equal(t, c.history, p.History.Text != "", name)
		require.Equal(t, name == "being written" || name == "confirmed, rewriting", p.Writing.Text != "", name)
	}
}
