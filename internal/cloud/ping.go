package cloud

import (
	"context"

	sdk "github.com/ionos-cloud/sdk-go/v6"
)

// Ping reads the API's own description, once: the cheapest call that needs credentials (docs/ionos-api.md 1). It
// returns nil when IONOS Cloud answers and accepts them.
func (c *Client) Ping(ctx context.Context) error {
	k := call{op: "ping IONOS Cloud", route: "/", tries: 1}
	_, err := readOne(ctx, c, k, func(ctx context.Context) (sdk.Info, *sdk.APIResponse, error) {
		return c.api.DefaultApi.ApiInfoGet(ctx).Depth(0).Execute()
	})
	return err
}
