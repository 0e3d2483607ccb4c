using System.Globalization;
using System.Net;
using System.Text;
using TradingBot.Fidelity.Statistics;

namespace TradingBot.Fidelity.Report;

/// <summary>A drawing of distributions below each other: a line from the 5th to the 95th of 100, a box from the 25th to the 75th, a mark at the median.</summary>
internal static class QuantileChart
{
    private const int Width = 900, Left = 230, Right = 20, Row = 22, Top = 26;

    /// <summary>The SVG element.</summary>
    /// <param name="title">What is drawn, with its unit.</param>
    /// <param name="rows">Names and distributions.</param>
    /// <param name="limit">Errors beyond this size are drawn at the edge.</param>
    public static string Draw(string title, IReadOnlyList<(string Name, Distribution Errors)> rows, double limit)
    {
        int height = Top + rows.Count * Row + 24;
        StringBuilder svg = new();
        svg.Append(Text($"<figure><figcaption>{WebUtility.HtmlEncode(title)}</figcaption><svg viewBox=\"0 0 {Width} {height}\" role=\"img\" aria-label=\"{WebUtility.HtmlEncode(title)}\">"));
        foreach (double at in (double[])[-limit, -limit / 2, 0, limit / 2, limit])
        {
            svg.Append(Text($"<line class=\"{(at == 0 ? "zero" : "grid")}\" x1=\"{X(at, limit):0.#}\" x2=\"{X(at, limit):0.#}\" y1=\"{Top}\" y2=\"{height - 20}\"/>"));
            svg.Append(Text($"<text class=\"axis\" x=\"{X(at, limit):0.#}\" y=\"{height - 6}\" text-anchor=\"middle\">{at:0.##}</text>"));
        }

        for (int row = 0; row < rows.Count; row++) Draw(svg, rows[row], Top + row * Row + Row / 2, limit);
        return svg.Append("</svg></figure>").ToString();
    }

    private static void Draw(StringBuilder svg, (string Name, Distribution Errors) row, int y, double limit)
    {
        svg.Append(Text($"<text x=\"{Left - 8}\" y=\"{y + 4}\" text-anchor=\"end\">{WebUtility.HtmlEncode(row.Name)}</text>"));
        if (row.Errors.Count == 0) return;
        double from = X(row.Errors.Quantile(0.25), limit), to = X(row.Errors.Quantile(0.75), limit);
        svg.Append(Text($"<line class=\"range\" x1=\"{X(row.Errors.Quantile(0.05), limit):0.#}\" x2=\"{X(row.Errors.Quantile(0.95), limit):0.#}\" y1=\"{y}\" y2=\"{y}\"/>"));
        svg.Append(Text($"<rect class=\"box\" x=\"{from:0.#}\" y=\"{y - 6}\" width=\"{Math.Max(1, to - from):0.#}\" height=\"12\"/>"));
        svg.Append(Text($"<circle class=\"median\" cx=\"{X(row.Errors.Quantile(0.5), limit):0.#}\" cy=\"{y}\" r=\"3.5\"/>"));
    }

    private static double X(double value, double limit) => Left + (Math.Clamp(value, -limit, limit) + limit) / (2 * limit) * (Width - Left - Right);

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
