package handlers

import (
	"encoding/json"
	"fmt"
	"io"
	"time"

	"github.com/labstack/echo/v4"

	"snapdeck/internal/inventory"
	"snapdeck/internal/price"
	"snapdeck/internal/target"
	"snapdeck/internal/views"
)

// exportTable is a list as a file: heads that do not change, for programs, and a line for each
// thing that the filters choose, on whatever page.
type exportTable struct {
	name    string
	headers []string
	lines   [][]any
}

// exportFunc is what makes a sheet of a list's address.
type exportFunc func(pageRequest) exportTable

// exportCSV answers with a list as CSV.
func (s *Server) exportCSV(of exportFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		sh := of(s.newPageRequest(c.Request().Context(), c.Request().URL, nil, userOf(c)))
		return s.download(c, sh.name, "csv", csvKind, func(w io.Writer) error { return sh.writeCSV(newCSVFile(w, c)) })
	}
}

// exportJSON answers with a list as a JSON array of objects.
func (s *Server) exportJSON(of exportFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		sh := of(s.newPageRequest(c.Request().Context(), c.Request().URL, nil, userOf(c)))
		return s.download(c, sh.name, "json", jsonKind, sh.writeJSON)
	}
}

func (sh exportTable) writeCSV(out *csvFile) error {
	if err := out.write(sh.headers); err != nil {
		return err
	}
	cells := make([]string, len(sh.headers))
	for _, line := range sh.lines {
		for i, value := range line {
			cells[i] = fmt.Sprint(value)
		}
		if err := out.write(cells); err != nil {
			return err
		}
	}
	return nil
}

func (sh exportTable) writeJSON(w io.Writer) error {
	before := "[\n"
	for _, line := range sh.lines {
		object := make(map[string]any, len(line))
		for i, value := range line {
			object[sh.headers[i]] = value
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

func exactTimestamp(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return exact(t)
}

// volumeExport are the volumes that the address of the list of volumes chooses.
func (s *Server) volumeExport(req pageRequest) exportTable {
	q := parseTableQuery(req.url, sortKeys(s.volumeColumns()), worstFirst())
	query := s.volumeQuery(req, &q, q.values.Get("dc"))
	query.Paging = inventory.Paging{}
	sh := exportTable{name: "volumes", headers: []string{
		"id", "name", "datacenterId", "datacenterName", "location", "state", "type", "sizeGB", "licenceType", "servers", "lastSnapshot",
		"coverage", "target", "lastGood", "failureCause", "excludedReason",
	}}
	var costs []price.Sum
	for _, vol := range req.view.FindVolumes(query).Items {
		costs = append(costs, req.view.CostOfVolume(vol.ID))
		dc, _ := req.view.Datacenter(vol.DatacenterID)
		servers := ""
		for i, server := range req.view.ServersOn(vol.ID) {
			if i > 0 {
				servers += ", "
			}
			servers += server.Name
		}
		sh.lines = append(sh.lines, append([]any{
			vol.ID, vol.Name, dc.ID, dc.Name, dc.Location, string(vol.Metadata.State), vol.Type, vol.SizeGB, vol.LicenceType, servers,
			exactTimestamp(req.view.LastSnapshotAt(vol.ID)),
		}, coverageValues(req, vol.ID)...))
	}
	sh.addCosts(req, costs)
	return sh
}

// coverageValues are how a volume is protected, as the columns of a file: empty while the contract is not read
// as a whole.
func coverageValues(req pageRequest, volumeID string) []any {
	report := req.report()
	v, known := report.Of(volumeID)
	if !known || !report.Complete {
		return []any{"", "", "", "", ""}
	}
	age, cause := "", ""
	if !v.Target.Excluded {
		age = target.Format(v.Target.Age)
	}
	if v.Failure != nil {
		cause = v.Failure.Cause
	}
	return []any{string(v.State), age, exactTimestamp(v.LastGood().At), cause, v.Target.Reason}
}

// snapshotExport are the snapshots that the address of the list of snapshots chooses.
func (s *Server) snapshotExport(req pageRequest) exportTable {
	q := parseTableQuery(req.url, sortKeys(s.snapshotColumns()), inventory.Order{By: "created", Desc: true})
	query := s.snapshotQuery(req, &q)
	query.Window = inventory.Paging{}
	sh := exportTable{name: "snapshots", headers: []string{
		"id", "name", "description", "location", "state", "sizeGB", "licenceType", "created", "createdBy", "sourceVolumeId", "sourceDatacenterId", "operationId",
	}}
	var costs []price.Sum
	for _, snap := range req.view.FindSnapshots(query).Items {
		costs = append(costs, req.view.CostOfSnapshot(snap.ID))
		source := req.view.Source(snap.ID)
		sh.lines = append(sh.lines, []any{
			snap.ID, snap.Name, snap.PlainDescription(), snap.Location, string(snap.Metadata.State), snap.SizeGB, snap.LicenceType,
			exactTimestamp(snap.Metadata.CreatedDate), snap.Metadata.CreatedBy, source.VolumeID, source.DatacenterID, source.OperationID,
		})
	}
	sh.addCosts(req, costs)
	return sh
}

// exportLinks are the links to a list as files, with its filters and its order.
func exportLinks(q tableQuery, path string) []views.Link {
	whole := []string{"page", "", "per", "", columnsKey, "", groupKey, "", collapsedKey, "", toggledKey, ""}
	q.path = path + ".csv"
	table := q.link(whole...)
	excel := q.link(append(whole, excelKey, "1")...)
	q.path = path + ".json"
	return []views.Link{{Text: "CSV", Href: table}, {Text: "CSV for Excel", Href: excel}, {Text: "JSON", Href: q.link(whole...)}}
}
