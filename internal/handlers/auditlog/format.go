package auditlog

import (
	"encoding/json"
	"io"

	"snapdeck/internal/audit"
	"snapdeck/internal/handlers/web"
)

// csvWriter writes the audit log as CSV with a header line.
type csvWriter struct{ out *web.CSVFile }

func (w csvWriter) begin() error {
	return w.out.Write([]string{
		"at", "actor", "address", "action", "outcome", "snapshotId", "snapshotName", "volumeId", "volumeName",
		"datacenterId", "datacenterName", "operationId", "requestId", "detail", "id",
	})
}

func (w csvWriter) entry(e audit.Entry) error {
	cells := []string{
		web.Exact(e.At), e.Actor, e.ActorAddr, e.Action, e.Outcome, e.SnapshotID, e.SnapshotName, e.VolumeID, e.VolumeName,
		e.DatacenterID, e.DatacenterName, e.OperationID, e.RequestID, e.Detail, e.ID,
	}
	return w.out.Write(cells)
}

func (w csvWriter) end() error {
	return nil
}

// jsonWriter writes the audit log as one JSON array, one line for each entry.
type jsonWriter struct {
	out       io.Writer
	separator string // before the next entry
}

func newJSONWriter(w io.Writer) *jsonWriter { return &jsonWriter{out: w, separator: "\n"} }

func (w *jsonWriter) begin() error {
	_, err := io.WriteString(w.out, "[")
	return err
}

func (w *jsonWriter) entry(e audit.Entry) error {
	line, err := json.Marshal(auditLine{
		At: web.Exact(e.At), Actor: e.Actor, Address: e.ActorAddr, Action: e.Action, Outcome: e.Outcome,
		SnapshotID: e.SnapshotID, SnapshotName: e.SnapshotName, VolumeID: e.VolumeID, VolumeName: e.VolumeName,
		DatacenterID: e.DatacenterID, DatacenterName: e.DatacenterName,
		OperationID: e.OperationID, RequestID: e.RequestID, Detail: e.Detail, ID: e.ID,
	})
	if err != nil {
		return err
	}
	if _, err := io.WriteString(w.out, w.separator); err != nil {
		return err
	}
	w.separator = ",\n"
	_, err = w.out.Write(line)
	return err
}

func (w *jsonWriter) end() error {
	_, err := io.WriteString(w.out, "\n]\n")
	return err
}

// auditLine is an entry in an export; programs read it, so its field names never change.
type auditLine struct {
	At             string `json:"at"`
	Actor          string `json:"actor"`
	Address        string `json:"address"`
	Action         string `json:"action"`
	Outcome        string `json:"outcome"`
	SnapshotID     string `json:"snapshotId"`
	SnapshotName   string `json:"snapshotName"`
	VolumeID       string `json:"volumeId"`
	VolumeName     string `json:"volumeName"`
	DatacenterID   string `json:"datacenterId"`
	DatacenterName string `json:"datacenterName"`
	OperationID    string `json:"operationId"`
	RequestID      string `json:"requestId"`
	Detail         string `json:"detail"`
	ID             string `json:"id"`
}
