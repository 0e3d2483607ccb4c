using TradingBot.Api.Access;
using TradingBot.Api.Accounts;
using TradingBot.Api.Audit;
using TradingBot.Api.Control;
using TradingBot.Api.Emergency;
using TradingBot.Api.Executions;
using TradingBot.Api.Health;
using TradingBot.Api.MarketData;
using TradingBot.Api.Orders;
using TradingBot.Api.Portfolio;
using TradingBot.Api.Reports;
using TradingBot.Api.Security;
using TradingBot.Api.Strategies;

namespace TradingBot.Api;

/// <summary>Every endpoint; each names the role it needs.</summary>
internal static class Endpoints
{
    public static void MapEndpoints(this IEndpointRouteBuilder routes)
    {
        DetailedHealthCheck.MapTo(routes);
        SafetyHealth.MapTo(routes);
        WebSocketsHealth.MapTo(routes);

        PlaceOrder.MapTo(routes);
        PlaceOco.MapTo(routes);
        AmendOrder.MapTo(routes);
        CancelOrder.MapTo(routes);
        CancelAllOrders.MapTo(routes);
        ListOrders.MapTo(routes);
        GetOrder.MapTo(routes);
        ListExecutions.MapTo(routes);
        GetExecution.MapTo(routes);
        GetEvidence.MapTo(routes);

        ListAccounts.MapTo(routes);
        OpenAccount.MapTo(routes);
        GetAccount.MapTo(routes);
        ListBalances.MapTo(routes);
        ListRecoveries.MapTo(routes);
        SetMissedTradesPolicy.MapTo(routes);
        SetRiskLimits.MapTo(routes);
        SetExecutionModel.MapTo(routes);
        GetPortfolio.MapTo(routes);
        EquityCurve.MapTo(routes);

        ListStrategies.MapTo(routes);
        ConfigureStrategy.MapTo(routes);
        ListSignals.MapTo(routes);

        ListInstruments.MapTo(routes);
        ListTickers.MapTo(routes);
        GetVenueStatus.MapTo(routes);
        ListCandles.MapTo(routes);
        ListHistory.MapTo(routes);
        GetBook.MapTo(routes);
        ListTrades.MapTo(routes);
        Live.Stream.MapTo(routes);

        StopTrading.MapTo(routes);
        ResumeTrading.MapTo(routes);
        GetControl.MapTo(routes);
        SetRateLimit.MapTo(routes);
        SetSimulationMode.MapTo(routes);
        GetSymbols.MapTo(routes);
        SetSymbols.MapTo(routes);
        Maintenance.MapTo(routes);

        DailyPerformanceReport.MapTo(routes);
        TradingSummaryToday.MapTo(routes);
        ListReports.MapTo(routes);
        GetReport.MapTo(routes);

        ListAudit.MapTo(routes);
        VerifyAudit.MapTo(routes);
        RealTrades.MapTo(routes);
        SecurityAudit.MapTo(routes);
        UsageSummary.MapTo(routes);
        ApiKeys.MapTo(routes);

        routes.MapOpenApi("/openapi/{documentName}.json").RequireAuthorization(Roles.Viewer);
    }
}
