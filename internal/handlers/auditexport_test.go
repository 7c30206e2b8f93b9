package handlers_test

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/audit"
)

func (d *dashboard) table(query string) [][]string {
	d.Helper()
	text, response := d.get("/audit.csv" + query)
	require.Equal(d, http.StatusOK, response.StatusCode, text)
	require.Contains(d, response.Header.Get("Content-Type"), "text/csv; charset=utf-8")
	require.Equal(d, `attachment; filename="snapdeck-audit-20260329T120000Z.csv"`, response.Header.Get("Content-Disposition"))
	require.Equal(d, "no-store", response.Header.Get("Cache-Control"))
	rows, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	require.NoError(d, err)
	require.Equal(d, []string{
		"at", "actor", "address", "action", "outcome", "snapshotId", "snapshotName", "volumeId", "volumeName",
		"datacenterId", "datacenterName", "operationId", "requestId", "detail", "id",
	}, rows[0])
	return rows[1:]
}

func (d *dashboard) objects(query string) (objects []map[string]string) {
	d.Helper()
	text, response := d.get("/audit.json" + query)
	require.Equal(d, http.StatusOK, response.StatusCode, text)
	require.Equal(d, "application/json", response.Header.Get("Content-Type"))
	require.Equal(d, `attachment; filename="snapdeck-audit-20260329T120000Z.json"`, response.Header.Get("Content-Disposition"))
	require.NoError(d, json.Unmarshal([]byte(text), &objects), text)
	return objects
}

func TestAuditExport_AllFields(t *testing.T) {
	t.Parallel()
	d := setup(t)
	d.logIn("ada", password)
	e := deletedSnapshotEntry()
	e.ID, e.At = "id-1", time.Date(2026, time.March, 29, 13, 59, 0, 7_000_000, time.FixedZone("", 2*60*60))
	e.Detail = "It said \"no\",\nand <that> & more; größer."
	d.add(e)
	require.Equal(t, [][]string{{
		"2026-03-29T11:59:00.007Z", "eve", "2001:db8::7", "create-snapshot", "failed", "snap-1", "before", "vol-1", "web-01 <root>",
		"dc-1", "prod", "op-1", "req-1", e.Detail, "id-1",
	}}, d.table("?actor=eve"))
	require.Equal(t, []map[string]string{{
		"at": "2026-03-29T11:59:00.007Z", "actor": "eve", "address": "2001:db8::7", "action": "create-snapshot", "outcome": "failed",
		"snapshotId": "snap-1", "snapshotName": "before", "volumeId": "vol-1", "volumeName": "web-01 <root>",
		"datacenterId": "dc-1", "datacenterName": "prod", "operationId": "op-1", "requestId": "req-1", "detail": e.Detail, "id": "id-1",
	}}, d.objects("?actor=eve"))
}

func TestAuditExport_EscapesFormulas(t *testing.T) {
	t.Parallel()
	d := setup(t)
	d.logIn("ada", password)
	for cell, want := range map[string]string{
		`=HYPERLINK("http://192.0.2.1")`: `'=HYPERLINK("http://192.0.2.1")`,
		"+1":                             "'+1",
		"-1":                             "'-1",
		"@SUM(A1)":                       "'@SUM(A1)",
		"\t=1":                           "'\t=1",
		"\n=1":                           "'\n=1",
		"'=1":                            "'=1",
		"a=1":                            "a=1",
	} {
		d.add(audit.Entry{ID: cell, VolumeID: cell, VolumeName: cell, Action: "create-snapshot"})
		rows := d.table("?action=create-snapshot&volume=" + strings.NewReplacer("+", "%2B", "\t", "%09", "\n", "%0A", `"`, "%22", "=", "%3D").Replace(cell))
		require.Len(t, rows, 1)
		require.Equal(t, []string{want, want}, rows[0][7:9], "%q", cell)
	}
}

func TestAuditExport_FollowsFilters(t *testing.T) {
	t.Parallel()
	d := setup(t)
	d.logIn("ada", password)
	var entries []audit.Entry
	for i := range 1100 {
		entries = append(entries, audit.Entry{Actor: fmt.Sprint("user ", i%2), Action: "create-snapshot", Outcome: audit.Done, VolumeName: fmt.Sprint("vol ", i)})
	}
	d.add(entries...)
	all := d.table("?page=3&per=10&sort=x")
	require.Len(t, all, 1101)
	require.Equal(t, "ada", all[0][1])
	require.Equal(t, []string{"vol 1099", "vol 0"}, []string{all[1][8], all[1100][8]})
	require.Len(t, d.table("?actor=user+1&outcome=done"), 550)
	require.Empty(t, d.table("?to=2026-03-27"))
	require.Len(t, d.objects(""), 1101)
	require.Len(t, d.objects("?q=VOL+1099"), 1)
	require.NotNil(t, d.objects("?q=nothing"), "an empty array and not null")

	text, _ := d.get("/audit?q=vol&actor=user+1&from=2026-03-01&per=10&page=2")
	require.Contains(t, text, `href="/audit.csv?actor=user+1&amp;from=2026-03-01&amp;q=vol"`)
}

func TestAuditExport_FailureBreaksConnection(t *testing.T) {
	t.Parallel()
	d := setup(t)
	d.logIn("ada", password)
	var entries []audit.Entry
	for i := range 600 {
		entries = append(entries, audit.Entry{ID: fmt.Sprint(i), Actor: "eve", Detail: strings.Repeat("x", 200)})
	}
	d.add(entries...)

	d.auditLog.failAfter = 1
	text, response := d.get("/audit.csv")
	require.Equal(t, http.StatusInternalServerError, response.StatusCode)
	require.Empty(t, response.Header.Get("Content-Disposition"))
	require.Contains(t, text, "Internal error")

	d.auditLog.failAfter = 590
	for _, path := range []string{"/audit.csv", "/audit.json"} {
		response, err := d.client.Get(d.url + path)
		require.NoError(t, err)
		require.Equal(t, http.StatusOK, response.StatusCode)
		_, err = io.ReadAll(response.Body)
		require.Error(t, err, "the connection is cut")
		require.NoError(t, response.Body.Close())
	}
}
