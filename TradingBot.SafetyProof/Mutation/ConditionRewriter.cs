using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace TradingBot.SafetyProof.Mutation;

/// <summary>A condition that can be inverted at run time.</summary>
/// <param name="Number">Its number, from 1.</param>
/// <param name="Place">File and line.</param>
/// <param name="Text">The condition.</param>
/// <param name="IsBeside">Whether it stands beside the guard: with the keys, or in the watch.</param>
internal sealed record Mutant(int Number, string Place, string Text, bool IsBeside);

/// <summary>
/// Makes every condition of a source invertible: <c>c</c> becomes <c>(Active.Is(7) ^ c)</c>, so that one compilation holds all spoiled copies, and a number
/// chooses. Where a condition names what it tested (<c>x is { } y</c>), x is taken as null instead: then the test says the opposite of what a finding would.
/// </summary>
internal sealed class ConditionRewriter(SemanticModel model, string file, bool isBeside, List<Mutant> mutants) : CSharpSyntaxRewriter
{
    // Comfort, not protection: how a socket sends, who closes it, that a frame is whole.
    private static readonly HashSet<string> Comfort = ["NoDelay", "ownsSocket", "endOfMessage"];

    public override SyntaxNode? Visit(SyntaxNode? node)
    {
        if (node is not ExpressionSyntax expression || !IsCondition(expression)) return base.Visit(node);
        if (expression is IsPatternExpressionSyntax test && test.Pattern.DescendantNodesAndSelf().OfType<SingleVariableDesignationSyntax>().Any())
        {
            if (model.GetTypeInfo(test.Expression).Type is not { IsReferenceType: true }) return base.Visit(node);
            string chosen = Next(expression);
            var operand = (ExpressionSyntax)Visit(test.Expression)!;
            return test.WithExpression(SyntaxFactory.ParseExpression($"({chosen} ? null : {operand.ToFullString()})")).WithPattern((PatternSyntax)Visit(test.Pattern)!);
        }
        string number = Next(expression);
        var inner = (ExpressionSyntax)base.Visit(node)!;
        return SyntaxFactory.ParseExpression($"({number} ^ ({inner.WithoutTrivia().ToFullString()}))").WithTriviaFrom(expression);
    }

    private string Next(ExpressionSyntax condition)
    {
        int line = condition.GetLocation().GetLineSpan().StartLinePosition.Line + 1;
        mutants.Add(new(mutants.Count + 1, $"{file}:{line}", condition.ToString(), isBeside));
        return $"global::TradingBot.SafetyProof.Mutants.Active.Is({mutants.Count})";
    }

    private bool IsCondition(ExpressionSyntax expression)
    {
        if (expression is ParenthesizedExpressionSyntax or ConditionalExpressionSyntax or SwitchExpressionSyntax or AssignmentExpressionSyntax or AwaitExpressionSyntax or ThrowExpressionSyntax or LambdaExpressionSyntax or TypeSyntax and not IdentifierNameSyntax) return false;
        if (expression.IsKind(SyntaxKind.LogicalAndExpression) || expression.IsKind(SyntaxKind.LogicalOrExpression) || expression.IsKind(SyntaxKind.LogicalNotExpression)) return false;
        if (model.GetTypeInfo(expression).Type?.SpecialType != SpecialType.System_Boolean) return false;
        return expression.Parent switch
        {
            MemberAccessExpressionSyntax member when member.Name == expression => false,
            AssignmentExpressionSyntax { Left: IdentifierNameSyntax name } when Comfort.Contains(name.Identifier.ValueText) => false,
            ArgumentSyntax { NameColon.Name.Identifier.ValueText: { } name } when Comfort.Contains(name) => false,
            ArgumentSyntax argument when !argument.RefKindKeyword.IsKind(SyntaxKind.None) => false,
            ArgumentSyntax { NameColon: null } when expression is LiteralExpressionSyntax => false,
            EqualsValueClauseSyntax { Parent: ParameterSyntax } => false,
            ConstantPatternSyntax or AttributeArgumentSyntax or NameColonSyntax or NameEqualsSyntax or CatchFilterClauseSyntax => false,
            WhileStatementSyntax when expression.IsKind(SyntaxKind.TrueLiteralExpression) => false,
            // Written as an expression of its own: nobody asks for its value.
            ExpressionStatementSyntax => false,
            _ => !IsElsewhere(expression),
        };
    }

    /// <summary>What is assigned to is no condition, and what is said while taking leave of a socket decides nothing.</summary>
    private static bool IsElsewhere(ExpressionSyntax expression) =>
        expression.AncestorsAndSelf().Any(node => node.Parent is AssignmentExpressionSyntax assignment && assignment.Left == node)
        || expression.Ancestors().Any(node => node is CatchFilterClauseSyntax or MethodDeclarationSyntax { Identifier.ValueText: "CloseAsync" });
}
