-- Dimensions: the programme, its categories, countries and partners, as every other query reads them.
create table programme as select * from delivered.programme;
create table partial_years as select * from delivered.partial_years;
create table categories as select * from delivered.categories;
create table countries as select * from delivered.countries;
create table partners as select * from delivered.partners;
create table deliveries as select * from delivered.deliveries;
create table replaced_rows as select * from delivered.replaced_rows;
create table caveats as select * from delivered.caveats;
