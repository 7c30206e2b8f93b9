package cloud

import (
	"context"
	"errors"
	"strings"

	sdk "github.com/ionos-cloud/sdk-go/v6"

	"snapdeck/internal/inventory"
)

// Labels lists the labels of all resources of the contract, in one response.
func (c *Client) Labels(ctx context.Context) (inventory.Listing[inventory.Label], error) {
	return list(ctx, c, collection[sdk.Label, inventory.Label]{
		call:     call{op: "list the labels", route: "/labels"},
		resource: "label",
		fetch: func(ctx context.Context, _ pageRange) (envelope[sdk.Label], *sdk.APIResponse, error) {
			v, resp, err := c.api.LabelsApi.LabelsGet(ctx).Depth(1).Execute()
			return envelopeOf(v.Items, nil, nil), resp, err
		},
		convert: label,
		cache:   c.labels,
	})
}

func keyOf(l inventory.Label) string { return l.ResourceType + " " + l.ResourceID + " " + l.Key }

// byKey finds labels by keyOf; it is nil when known is.
func byKey(known func(resourceID, key string) (inventory.Label, bool)) func(key string) (inventory.Label, bool) {
	if known == nil {
		return nil
	}
	return func(text string) (inventory.Label, bool) {
		_, text, _ = strings.Cut(text, " ")
		id, key, _ := strings.Cut(text, " ")
		return known(id, key)
	}
}

// label completes missing properties from the id, urn:label:<type>:<uuid>:<key>.
func label(l sdk.Label) (inventory.Label, string) {
	p := value(l.Properties)
	out := inventory.Label{
		ResourceType: value(p.ResourceType),
		ResourceID:   value(p.ResourceId),
		Key:          value(p.Key),
		Value:        value(p.Value),
	}
	if urn := strings.SplitN(value(l.Id), ":", 5); len(urn) == 5 {
		orElse(&out.ResourceType, urn[2])
		orElse(&out.ResourceID, urn[3])
		orElse(&out.Key, urn[4])
	}
	if out.ResourceID == "" || out.Key == "" {
		return out, ""
	}
	return out, keyOf(out)
}

// SetSnapshotLabel creates or changes a label; it is idempotent.
func (c *Client) SetSnapshotLabel(ctx context.Context, snapshotID, key, text string) error {
	return c.writeLabel(ctx, "label snapshot "+snapshotID, "/snapshots/{id}/labels", []string{snapshotID, key}, key, text, labelCalls{
		post: func(ctx context.Context, body sdk.LabelResource) (*sdk.APIResponse, error) {
			_, resp, err := c.api.LabelsApi.SnapshotsLabelsPost(ctx, snapshotID).Label(body).Depth(0).Execute()
			return resp, err
		},
		put: func(ctx context.Context, body sdk.LabelResource) (*sdk.APIResponse, error) {
			_, resp, err := c.api.LabelsApi.SnapshotsLabelsPut(ctx, snapshotID, key).Label(body).Depth(0).Execute()
			return resp, err
		},
	})
}

// labelCalls are the calls that write a label of one type of resource.
type labelCalls struct {
	post, put func(ctx context.Context, body sdk.LabelResource) (*sdk.APIResponse, error)
}

// writeLabel creates a label, or changes it when it exists.
func (c *Client) writeLabel(ctx context.Context, doing, route string, ids []string, key, text string, calls labelCalls) error {
	create := call{op: doing + " with " + key, route: route}
	if err := create.checkIDs(ids...); err != nil {
		return err
	}
	body := sdk.LabelResource{Properties: &sdk.LabelResourceProperties{Key: &key, Value: &text}}
	refused := setLabel(ctx, create, func(ctx context.Context) (*sdk.APIResponse, error) { return calls.post(ctx, body) })
	// The status for an existing key is not documented, only that it is some 4xx.
	if !errors.Is(refused, inventory.ErrInvalid) && !errors.Is(refused, inventory.ErrBusy) {
		return refused
	}
	change := call{op: create.op, route: route + "/{key}"}
	err := setLabel(ctx, change, func(ctx context.Context) (*sdk.APIResponse, error) { return calls.put(ctx, body) })
	if errors.Is(err, inventory.ErrNotFound) || errors.Is(err, inventory.ErrInvalid) {
		return refused // there is no such label, so the first error is the cause
	}
	return err
}

// setLabel makes a call that succeeds only with the right status and a response of the API itself: an empty
// response, or a gateway's page, proves nothing.
func setLabel(ctx context.Context, k call, exec func(context.Context) (*sdk.APIResponse, error)) error {
	resp, err := exec(k.in(ctx))
	if fault := apiErrorOf(k, resp, err); fault != nil {
		return fault
	}
	if !looksLikeJSON(resp.Payload) {
		return unreadable(k, resp, errNotJSON)
	}
	return nil
}

// SnapshotLabels returns the labels of one snapshot by key.
func (c *Client) SnapshotLabels(ctx context.Context, snapshotID string) (map[string]string, error) {
	k := call{op: "list the labels of snapshot " + snapshotID, route: "/snapshots/{id}/labels"}
	return c.readLabels(ctx, k, []string{snapshotID}, func(ctx context.Context) (sdk.LabelResources, *sdk.APIResponse, error) {
		return c.api.LabelsApi.SnapshotsLabelsGet(ctx, snapshotID).Depth(1).Execute()
	})
}

// readLabels returns the labels of one resource by key.
func (c *Client) readLabels(ctx context.Context, k call, ids []string, get func(context.Context) (sdk.LabelResources, *sdk.APIResponse, error)) (map[string]string, error) {
	if err := k.checkIDs(ids...); err != nil {
		return nil, err
	}
	found, err := list(ctx, c, collection[sdk.LabelResource, inventory.Label]{
		call:     k,
		resource: "label",
		fetch: func(ctx context.Context, _ pageRange) (envelope[sdk.LabelResource], *sdk.APIResponse, error) {
			v, resp, err := get(ctx)
			return envelopeOf(v.Items, nil, nil), resp, err
		},
		convert: func(l sdk.LabelResource) (inventory.Label, string) {
			p := value(l.Properties)
			return inventory.Label{Key: value(p.Key), Value: value(p.Value)}, value(p.Key)
		},
	})
	if err != nil {
		return nil, err
	}
	if !found.Complete() {
		return nil, k.apiError(inventory.ErrUnreadable, errBadItems)
	}
	labels := make(map[string]string, len(found.Items))
	for _, l := range found.Items {
		labels[l.Key] = l.Value
	}
	return labels, nil
}

// RemoveSnapshotLabel removes a label. A missing one is an error of kind inventory.ErrNotFound. It is
// idempotent.
func (c *Client) RemoveSnapshotLabel(ctx context.Context, snapshotID, key string) error {
	k := call{op: "remove label " + key + " from snapshot " + snapshotID, route: "/snapshots/{id}/labels/{key}"}
	if err := k.checkIDs(snapshotID, key); err != nil {
		return err
	}
	resp, err := c.api.LabelsApi.SnapshotsLabelsDelete(k.in(ctx), snapshotID, key).Execute()
	return apiErrorOf(k, resp, err)
}
