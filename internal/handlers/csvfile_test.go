package handlers_test

import (
	"encoding/csv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/audit"
	"snapdeck/internal/inventory"
)

// formulaMirror is a contract whose names are formulas.
type formulaMirror struct{ emptyMirror }

func formulas() []string {
	return []string{"=1+1", "+1", "-1+1", "@SUM(A1)", "\t=1", " =1", "\u200b=1", "＝1", "＋1", "－1", "＠SUM(A1)", "﹦1", "−1", "\r=1", "|cmd", "%0A=1", "a;=1", "a\n=1", "\u00a0+1", `"=1`}
}

func (formulaMirror) View() *inventory.View {
	l := inventory.Listings{Datacenters: []inventory.Datacenter{{ID: "dc", Name: "=dc", Location: "de/fra"}}}
	for _, name := range formulas() {
		l.Volumes = append(l.Volumes, inventory.Volume{ID: "v" + name, DatacenterID: "dc", Name: name})
		l.Snapshots = append(l.Snapshots, inventory.Snapshot{ID: "s" + name, Name: name, Description: name})
	}
	return inventory.NewView(l, noon)
}

func TestCSV_NoCellIsFormula(t *testing.T) {
	t.Parallel()
	d := setupOn(t, formulaMirror{})
	d.logIn("ada", password)
	for _, name := range formulas() {
		d.add(audit.Entry{Actor: name, Action: audit.LogIn, Outcome: audit.Done, Detail: name})
	}
	for _, path := range []string{"/volumes.csv", "/snapshots.csv", "/audit.csv"} {
		text, _ := d.get(path)
		require.True(t, strings.HasPrefix(text, `"`), path)
		table, err := csv.NewReader(strings.NewReader(text)).ReadAll()
		require.NoError(t, err)
		require.Greater(t, len(table), len(formulas()), path)
		for _, line := range table {
			for _, cell := range line {
				rest := strings.TrimLeft(cell, " \u00a0\u200b")
				require.False(t, rest != "" && strings.ContainsRune("=+-@|%\t\r＝＋－＠﹦−", []rune(rest)[0]), "%s: %q", path, cell)
			}
		}
		excel, _ := d.get(path + "?excel=1")
		require.Equal(t, "\ufeff"+text[:10], excel[:13])
		list, _ := d.get(strings.TrimSuffix(path, ".csv"))
		require.Contains(t, list, path+"?excel=1")
	}
	text, _ := d.get("/volumes.json")
	require.Contains(t, text, `"name":"=1+1"`, "JSON as it is")
}
