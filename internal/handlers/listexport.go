package handlers

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"time"

	"github.com/labstack/echo/v4"

	"snapdeck/internal/inventory"
	"snapdeck/internal/price"
	"snapdeck/internal/views"
)

// sheet is a list as a file: heads that do not change, for programs, and a line for each
// thing that the filters choose, on whatever page.
type sheet struct {
	what  string
	heads []string
	lines [][]any
}

// sheetOf is what makes a sheet of a list's address.
type sheetOf func(asked) sheet

// asCSV answers with a list as CSV.
func (s *Server) asCSV(of sheetOf) echo.HandlerFunc {
	return func(c echo.Context) error {
		sh := of(s.ask(c.Request().Context(), c.Request().URL, nil, userOf(c)))
		return s.download(c, sh.what, "csv", csvKind, sh.writeCSV)
	}
}

// asJSON answers with a list as a JSON array of objects.
func (s *Server) asJSON(of sheetOf) echo.HandlerFunc {
	return func(c echo.Context) error {
		sh := of(s.ask(c.Request().Context(), c.Request().URL, nil, userOf(c)))
		return s.download(c, sh.what, "json", jsonKind, sh.writeJSON)
	}
}

func (sh sheet) writeCSV(w io.Writer) error {
	out := csv.NewWriter(w)
	if err := out.Write(sh.heads); err != nil {
		return err
	}
	cells := make([]string, len(sh.heads))
	for _, line := range sh.lines {
		for i, value := range line {
			cells[i] = harmless(fmt.Sprint(value))
		}
		if err := out.Write(cells); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}

func (sh sheet) writeJSON(w io.Writer) error {
	before := "[\n"
	for _, line := range sh.lines {
		object := make(map[string]any, len(line))
		for i, value := range line {
			object[sh.heads[i]] = value
		}
		text, err := json.Marshal(object)
		if err != nil {
			return err
		}
		if _, err := io.WriteString(w, before+string(text)); err != nil {
			return err
		}
		before = ",\n"
	}
	if len(sh.lines) == 0 {
		before = "["
	} else {
		before = "\n"
	}
	_, err := io.WriteString(w, before+"]\n")
	return err
}

func exactly(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return exact(t)
}

// volumeSheet are the volumes that the address of the list of volumes chooses.
func (s *Server) volumeSheet(a asked) sheet {
	l := parseListing(a.url, sorts(s.volumeColumns()), inventory.Order{By: "name"})
	q := volumeQuery(&l, l.values.Get("dc"), a.now)
	q.Window = inventory.Window{}
	sh := sheet{what: "volumes", heads: []string{
		"id", "name", "datacenterId", "datacenterName", "location", "state", "type", "sizeGB", "licenceType", "servers", "lastSnapshot",
	}}
	var costs []price.Sum
	for _, vol := range a.view.FindVolumes(q).Items {
		costs = append(costs, a.view.CostOfVolume(vol.ID))
		dc, _ := a.view.Datacenter(vol.DatacenterID)
		servers := ""
		for i, server := range a.view.ServersOn(vol.ID) {
			if i > 0 {
				servers += ", "
			}
			servers += server.Name
		}
		sh.lines = append(sh.lines, []any{
			vol.ID, vol.Name, dc.ID, dc.Name, dc.Location, string(vol.Metadata.State), vol.Type, vol.SizeGB, vol.LicenceType, servers,
			exactly(a.view.LastSnapshotAt(vol.ID)),
		})
	}
	sh.priceIn(a, costs)
	return sh
}

// snapshotSheet are the snapshots that the address of the list of snapshots chooses.
func (s *Server) snapshotSheet(a asked) sheet {
	l := parseListing(a.url, sorts(s.snapshotColumns()), inventory.Order{By: "created", Desc: true})
	q := s.snapshotQuery(a, &l)
	q.Window = inventory.Window{}
	sh := sheet{what: "snapshots", heads: []string{
		"id", "name", "description", "location", "state", "sizeGB", "licenceType", "created", "createdBy", "sourceVolumeId", "sourceDatacenterId", "operationId",
	}}
	var costs []price.Sum
	for _, snap := range a.view.FindSnapshots(q).Items {
		costs = append(costs, a.view.CostOfSnapshot(snap.ID))
		source := a.view.Source(snap.ID)
		sh.lines = append(sh.lines, []any{
			snap.ID, snap.Name, snap.PlainDescription(), snap.Location, string(snap.Metadata.State), snap.SizeGB, snap.LicenceType,
			exactly(snap.Metadata.CreatedDate), snap.Metadata.CreatedBy, source.VolumeID, source.DatacenterID, source.OperationID,
		})
	}
	sh.priceIn(a, costs)
	return sh
}

// exportsOf are the links to a list as files, with its filters and its order.
func exportsOf(l listing, path string) []views.Link {
	whole := []string{"page", "", "per", "", columnsKey, "", groupKey, "", foldKey, "", turnKey, ""}
	l.path = path + ".csv"
	table := l.link(whole...)
	l.path = path + ".json"
	return []views.Link{{Text: "CSV", Href: table}, {Text: "JSON", Href: l.link(whole...)}}
}
