package auditlog

import (
	"encoding/json"
	"io"
	"strings"

	"snapdeck/internal/audit"
	"snapdeck/internal/handlers/export"
)

// writeCSV writes the audit log as CSV with a header line.
func writeCSV(out *export.CSVFile, each eachEntry) error {
	err := out.Write([]string{
		"at", "actor", "address", "action", "outcome", "snapshotId", "snapshotName", "volumeId", "volumeName",
		"datacenterId", "datacenterName", "operationId", "requestId", "detail", "id",
	})
	if err != nil {
		return err
	}
	return each(func(e audit.Entry) error {
		return out.Write([]string{
			export.Exact(e.At), e.Actor, e.ActorAddr, e.Action, e.Outcome, e.SnapshotID, e.SnapshotName, e.VolumeID, e.VolumeName,
			e.DatacenterID, e.DatacenterName, e.OperationID, e.RequestID, e.Detail, e.ID,
		})
	})
}

// writeJSON writes the audit log as one JSON array, one line for each entry.
func writeJSON(w io.Writer, each eachEntry) error {
	before := "[\n"
	err := each(func(e audit.Entry) error {
		line, err := json.Marshal(auditLine{
			At: export.Exact(e.At), Actor: e.Actor, Address: e.ActorAddr, Action: e.Action, Outcome: e.Outcome,
			SnapshotID: e.SnapshotID, SnapshotName: e.SnapshotName, VolumeID: e.VolumeID, VolumeName: e.VolumeName,
			DatacenterID: e.DatacenterID, DatacenterName: e.DatacenterName,
			OperationID: e.OperationID, RequestID: e.RequestID, Detail: e.Detail, ID: e.ID,
		})
		if err != nil {
			return err
		}
		_, err = io.WriteString(w, before+string(line))
		before = ",\n"
		return err
	})
	if err != nil {
		return err
	}
	_, err = io.WriteString(w, strings.TrimPrefix(before, ",")+"]\n")
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
