using System.Net;
using TradingBot.Api.Tests.Running;
using TradingBot.Contracts;
using TradingBot.Contracts.Accounts;

namespace TradingBot.Api.Tests.Orders;

public sealed class TimeAwayTests(RunningSystem system) : SystemTests<RunningSystem>(system)
{
    [Fact]
    public async Task What_becomes_of_orders_after_a_time_away_is_chosen_per_account_and_shown_with_it()
    {
        Guid account = await System.OpenAccountAsync("Away");
        Assert.Equal("keep", (await Api.GetAsync<AccountSummary>($"/api/accounts/{account}")).MissedTradesPolicy);
        using (HttpResponseMessage wrong = await Api.SendAsync(HttpMethod.Put, $"/api/accounts/{account}/missed-trades-policy", """{"policy":"guess"}"""))
            Assert.Contains("keep, cancel, halt", (await RunningApi.ProblemAsync(wrong, HttpStatusCode.BadRequest)).Errors!["policy"].Single(), StringComparison.Ordinal);
        using HttpResponseMessage set = await Api.SendAsync(HttpMethod.Put, $"/api/accounts/{account}/missed-trades-policy", """{"policy":"Halt"}""");
        Assert.Equal("halt", (await RunningApi.ReadAsync<MissedTradesPolicyContract>(set, HttpStatusCode.OK)).Policy);
        Assert.Equal("halt", (await Api.GetAsync<AccountSummary>($"/api/accounts/{account}")).MissedTradesPolicy);
        Assert.Empty((await Api.GetAsync<Page<RecoveryContract>>($"/api/accounts/{account}/recoveries")).Items);
    }

    [Fact]
    public async Task A_wrong_risk_limit_is_named()
    {
        using HttpResponseMessage wrong = await Api.SendAsync(HttpMethod.Put, $"/api/accounts/{System.Account}/risk-limits",
            """{"maxOrderNotional":"100","maxPositionNotional":"200","maxDrawdown":"2","maxOpenOrders":5}""");
        Assert.Equal(["maxDrawdown"], (await RunningApi.ProblemAsync(wrong, HttpStatusCode.BadRequest)).Errors!.Keys);
    }
}
