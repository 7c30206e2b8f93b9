package cloud

import (
	"context"
	"fmt"
	"strconv"

	sdk "github.com/ionos-cloud/sdk-go/v6"

	"snapdeck/internal/inventory"
	"snapdeck/internal/operation"
)

// EditSnapshot requests changes of a snapshot's fields, once: it is never retried. Only those fields are sent.
// An Ambiguous error means that the request may have been applied.
func (c *Client) EditSnapshot(ctx context.Context, id string, changes []operation.FieldChange) (operation.Receipt, error) {
	k := call{op: "change snapshot " + id, route: "/snapshots/{id}", once: true}
	if err := k.checkIDs(id); err != nil {
		return operation.Receipt{}, err
	}
	body, err := editBody(changes)
	if err != nil {
		return operation.Receipt{}, k.apiError(inventory.ErrInvalid, err)
	}
	_, resp, err := c.api.SnapshotsApi.SnapshotsPatch(k.in(ctx), id).Snapshot(body).Depth(0).Execute()
	return receiptOf(k, resp, err, operation.Receipt{SnapshotID: id})
}

// receiptOf returns the receipt of a mutation whose response body holds nothing new.
func receiptOf(k call, resp *sdk.APIResponse, err error, r operation.Receipt) (operation.Receipt, error) {
	if fault := apiErrorOf(k, resp, err); fault != nil {
		return operation.Receipt{}, fault
	}
	r.RequestID = acceptedRequestOf(resp.Header)
	if r.RequestID == "" {
		return operation.Receipt{}, unreadable(k, resp, errNoRequest)
	}
	return r, nil
}

// editBody avoids the SDK's constructors, which add unwanted values (docs/ionos-api.md 9.2).
func editBody(changes []operation.FieldChange) (sdk.SnapshotProperties, error) {
	var p sdk.SnapshotProperties
	texts := map[string]**string{"name": &p.Name, "description": &p.Description, "licenceType": &p.LicenceType}
	flags := map[string]**bool{
		"secAuthProtection": &p.SecAuthProtection,
		"cpuHotPlug":        &p.CpuHotPlug, "cpuHotUnplug": &p.CpuHotUnplug,
		"ramHotPlug": &p.RamHotPlug, "ramHotUnplug": &p.RamHotUnplug,
		"nicHotPlug": &p.NicHotPlug, "nicHotUnplug": &p.NicHotUnplug,
		"discVirtioHotPlug": &p.DiscVirtioHotPlug, "discVirtioHotUnplug": &p.DiscVirtioHotUnplug,
		"discScsiHotPlug": &p.DiscScsiHotPlug, "discScsiHotUnplug": &p.DiscScsiHotUnplug,
		"exposeSerial": &p.ExposeSerial, "requireLegacyBios": &p.RequireLegacyBios,
	}
	for _, change := range changes {
		if text, ok := texts[change.Field]; ok {
			*text = &change.To
			continue
		}
		flag, ok := flags[change.Field]
		if !ok {
			return p, fmt.Errorf("a snapshot has no editable field %q", change.Field)
		}
		on, err := strconv.ParseBool(change.To)
		if err != nil {
			return p, fmt.Errorf("parse flag %s: %w", change.Field, err)
		}
		*flag = &on
	}
	return p, nil
}
