package cloud

import (
	"context"

	sdk "github.com/ionos-cloud/sdk-go/v6"
)

const volumeLabels = "/datacenters/{id}/volumes/{id}/labels"

// SetVolumeLabel creates or changes a label; it is idempotent.
func (c *Client) SetVolumeLabel(ctx context.Context, datacenterID, volumeID, key, text string) error {
	return c.writeLabel(ctx, "label volume "+volumeID, volumeLabels, []string{datacenterID, volumeID, key}, key, text, labelCalls{
		post: func(ctx context.Context, body sdk.LabelResource) (*sdk.APIResponse, error) {
			_, resp, err := c.api.LabelsApi.DatacentersVolumesLabelsPost(ctx, datacenterID, volumeID).Label(body).Depth(0).Execute()
			return resp, err
		},
		put: func(ctx context.Context, body sdk.LabelResource) (*sdk.APIResponse, error) {
			_, resp, err := c.api.LabelsApi.DatacentersVolumesLabelsPut(ctx, datacenterID, volumeID, key).Label(body).Depth(0).Execute()
			return resp, err
		},
	})
}

// VolumeLabels returns the labels of one volume by key.
func (c *Client) VolumeLabels(ctx context.Context, datacenterID, volumeID string) (map[string]string, error) {
	k := call{op: "list the labels of volume " + volumeID, route: volumeLabels}
	return c.readLabels(ctx, k, []string{datacenterID, volumeID}, func(ctx context.Context) (sdk.LabelResources, *sdk.APIResponse, error) {
		return c.api.LabelsApi.DatacentersVolumesLabelsGet(ctx, datacenterID, volumeID).Depth(1).Execute()
	})
}

// RemoveVolumeLabel removes a label. A missing one is an error of kind inventory.ErrNotFound. It is idempotent.
func (c *Client) RemoveVolumeLabel(ctx context.Context, datacenterID, volumeID, key string) error {
	k := call{op: "remove label " + key + " from volume " + volumeID, route: volumeLabels + "/{key}"}
	if err := k.checkIDs(datacenterID, volumeID, key); err != nil {
		return err
	}
	resp, err := c.api.LabelsApi.DatacentersVolumesLabelsDelete(k.in(ctx), datacenterID, volumeID, key).Execute()
	return apiErrorOf(k, resp, err)
}
