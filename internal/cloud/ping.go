package cloud

import (
	"context"

	sdk "github.com/ionos-cloud/sdk-go/v6"
)

// Ping asks for the API's own description, once: the cheapest call that needs credentials
// (API reference 1). It returns nil when the cloud answers and accepts them.
func (c *Client) Ping(ctx context.Context) error {
	k := call{op: "ask whether the cloud answers", route: "/", tries: 1}
	_, err := readOne(ctx, c, k, func(ctx context.Context) (sdk.Info, *sdk.APIResponse, error) {
		return c.api.DefaultApi.ApiInfoGet(ctx).Depth(0).Execute()
	})
	return err
}
