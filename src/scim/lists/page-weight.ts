/** Members that one page shows at most, unless its first group alone has more. */
const heaviest = 50_000;

/**
 * Groups are shown with their members, and a page of groups can have millions. So a page ends before it grows too heavy;
 * the answer says how many it has, and the client goes on from there (RFC 7644 section 3.4.2.4: fewer than `count` may
 * come).
 *
 * @param order of the rows of `page`
 * @param weighs which rows bring their members along, as SQL over `page`
 * @returns further common table expressions that end in `fitting`: the rows of `page` that fit
 */
export function fittingPage(order: string, weighs: string): string {
  return `weighed as (
      select page.*, sum(weight) over (order by ${order} rows between unbounded preceding and 1 preceding) as before
      from page, lateral (
        select count(*) as weight from cohort_member cm
        where ${weighs} and cm.organization_id = $1 and cm.cohort_id = page.id
      ) as membership
    ), fitting as (
      select * from weighed where coalesce(before, 0) < ${heaviest}
    )`;
}
