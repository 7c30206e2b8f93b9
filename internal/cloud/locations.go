package cloud

import (
	"context"

	sdk "github.com/ionos-cloud/sdk-go/v6"

	"snapdeck/internal/inventory"
)

// Locations lists the sites of the provider, in one response.
func (c *Client) Locations(ctx context.Context) (inventory.Listing[inventory.Location], error) {
	return list(ctx, c, collection[sdk.Location, inventory.Location]{
		call:     call{op: "list the locations", route: "/locations"},
		resource: "location",
		fetch: func(ctx context.Context, _ pageRange) (envelope[sdk.Location], *sdk.APIResponse, error) {
			v, resp, err := c.api.LocationsApi.LocationsGet(ctx).Depth(1).Execute()
			return envelopeOf(v.Items, nil, nil), resp, err
		},
		convert: location,
	})
}

func location(l sdk.Location) (inventory.Location, string) {
	id := value(l.Id)
	return inventory.Location{ID: id, Name: value(value(l.Properties).Name)}, id
}
