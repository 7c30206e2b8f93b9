package cloud

import (
	"context"

	sdk "github.com/ionos-cloud/sdk-go/v6"

	"snapdeck/internal/inventory"
)

// Datacenters lists all data centers of the contract.
func (c *Client) Datacenters(ctx context.Context) (inventory.Listing[inventory.Datacenter], error) {
	return list(ctx, c, collection[sdk.Datacenter, inventory.Datacenter]{
		call:     call{op: "list the data centers", route: "/datacenters"},
		resource: "data center",
		paged:    true,
		fetch: func(ctx context.Context, at pageRange) (envelope[sdk.Datacenter], *sdk.APIResponse, error) {
			v, resp, err := c.api.DataCentersApi.DatacentersGet(ctx).Depth(1).Offset(at.offset).Limit(at.limit).Execute()
			return envelopeOf(v.Items, v.Limit, v.Links), resp, err
		},
		convert: datacenter,
	})
}

func datacenter(d sdk.Datacenter) (inventory.Datacenter, string) {
	p := value(d.Properties)
	id := value(d.Id)
	return inventory.Datacenter{
		ID:          id,
		Metadata:    metadata(d.Metadata),
		Name:        value(p.Name),
		Description: value(p.Description),
		Location:    value(p.Location),
		Version:     value(p.Version),
	}, id
}
