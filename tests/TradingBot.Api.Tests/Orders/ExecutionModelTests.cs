using System.Net;
using TradingBot.Api.Tests.Running;
using TradingBot.Contracts;
using TradingBot.Contracts.Accounts;
using TradingBot.Contracts.Orders;

namespace TradingBot.Api.Tests.Orders;

public sealed class ExecutionModelTests(RunningSystem system) : SystemTests<RunningSystem>(system)
{
    [Fact]
    public async Task An_account_has_the_model_that_it_was_opened_with_until_another_is_set_and_each_execution_names_its_own()
    {
        AccountSummary opened = await Api.PostAsync<AccountSummary>("/api/accounts", new OpenAccountRequest("Hopeful", 100_000m) { ExecutionModel = "Optimistic" }, HttpStatusCode.Created);
        Assert.Equal("optimistic", opened.ExecutionModel);
        Guid account = opened.AccountId;
        Assert.Equal("optimistic/1", (await EvidenceAsync(await System.BuyAsync(0.01m, account: account))).ExecutionModel);

        using HttpResponseMessage set = await Api.SendAsync(HttpMethod.Put, $"/api/accounts/{account}/execution-model", """{"executionModel":"immediate"}""");
        Assert.Equal("immediate", (await RunningApi.ReadAsync<AccountSummary>(set, HttpStatusCode.OK)).ExecutionModel);
        Assert.Equal("immediate", (await Api.GetAsync<AccountSummary>($"/api/accounts/{account}")).ExecutionModel);
        EvidenceContract evidence = await EvidenceAsync(await System.BuyAsync(0.01m, account: account));
        Assert.Equal(("immediate/1", "visible-book/2", 0m, "taker 0.1 % in BTC", false), (evidence.ExecutionModel, evidence.Model, evidence.LatencyMs, evidence.FeeRule, evidence.IsRecovered));
        Assert.Equal((7L, null, null), (evidence.BookUpdateId, evidence.TradeId, evidence.LevelPrice));
    }

    [Fact]
    public async Task An_account_without_one_is_immediate_and_an_unknown_one_is_refused_by_name()
    {
        Guid account = await System.OpenAccountAsync("Plain");
        Assert.Equal("immediate", (await Api.GetAsync<AccountSummary>($"/api/accounts/{account}")).ExecutionModel);
        using HttpResponseMessage wrong = await Api.SendAsync(HttpMethod.Put, $"/api/accounts/{account}/execution-model", """{"executionModel":"perfect"}""");
        Assert.Contains("immediate, expected, pessimistic, optimistic", (await RunningApi.ProblemAsync(wrong, HttpStatusCode.BadRequest)).Errors!["executionModel"].Single(), StringComparison.Ordinal);
        using HttpResponseMessage none = await Api.SendAsync(HttpMethod.Put, $"/api/accounts/{account}/execution-model", "{}");
        Assert.Equal(["executionModel"], (await RunningApi.ProblemAsync(none, HttpStatusCode.BadRequest)).Errors!.Keys);
        using HttpResponseMessage open = await Api.SendAsync(HttpMethod.Post, "/api/accounts", """{"name":"Wrong","initialBalance":"100","executionModel":"perfect"}""");
        Assert.Equal(["executionModel"], (await RunningApi.ProblemAsync(open, HttpStatusCode.BadRequest)).Errors!.Keys);
    }

    private async Task<EvidenceContract> EvidenceAsync(OrderContract order)
    {
        ExecutionContract execution = Assert.Single((await Api.GetAsync<Page<ExecutionContract>>($"/api/executions?orderId={order.OrderId}")).Items);
        return await Api.GetAsync<EvidenceContract>($"/api/executions/{execution.ExecutionId}/evidence");
    }
}
